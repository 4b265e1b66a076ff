// kawat train: a language's tagger and parser from treebanks.
#include <memory>

#include <algorithm>

#include <fmt/format.h>

#include "base/file.h"
#include "cli/common.h"
#include "cli/verbs.h"
#include "syntax/trainer.h"

namespace kawat::cli {
namespace {

struct TrainFlags {
  std::vector<std::string> train, examples;
  std::string language;
  std::vector<std::int32_t> sizes;
  syntax::TrainOptions options;
  bool quiet = false;
};

// Labelled sentences → the model that ranks event types. Every fifth sentence is held out first, to tell what it is worth.
int train_examples(const TrainFlags& o) {
  auto engine = Engine::open();
  if (!engine) return complain(engine.error());
  auto worker = std::make_unique<pipeline::Pipeline::Worker>();
  std::vector<events::Example> examples;
  for (const std::string& path : o.examples) {
    auto bytes = read_file(path);
    if (!bytes) return complain(bytes.error());
    for (const lexicon::Row& row : lexicon::rows(*bytes)) {
      std::string where = path + ":" + std::to_string(row.line);
      events::Example e;
      auto type = model::event_type_from(row.cell(0));
      bool none = row.cell(0) == "NONE";
      e.type = none && row.cell(1) == "apart" ? events::kApart : static_cast<std::size_t>(type);
      if (row.cells.size() != 4 || (type == model::EventType::none && !none)) {
        return complain(Error{Code::bad_table, where, "expected event type, mode, modality, sentence", ""});
      }
      auto relation = (*engine)->pipeline->relate(row.cell(3), o.language, *worker, &e.features);
      if (!relation) {
        Error error = relation.error();
        error.where = where;
        return complain(error);
      }
      examples.push_back(std::move(e));
    }
  }
  auto tell = [&](std::string_view line) {
    if (!o.quiet) std::fprintf(stderr, "%.*s\n", static_cast<int>(line.size()), line.data());
  };
  events::RankerOptions options;
  std::vector<events::Example> most, held;
  for (std::size_t i = 0; i < examples.size(); ++i) (i % 5 == 4 ? held : most).push_back(examples[i]);
  std::string part = events::train_ranker(most, options, {});
  auto ranker = events::Ranker::open(part);
  if (!ranker) return complain(ranker.error());
  std::size_t right = 0;
  for (const events::Example& e : held) {
    events::TypeScores p = ranker->score(e.features);
    right += std::max_element(p.begin(), p.end()) - p.begin() == static_cast<std::ptrdiff_t>(e.type);
  }
  tell(fmt::format("{} examples; {:.1f} % of {} held-out ones right", examples.size(),
                   100.0 * static_cast<double>(right) / static_cast<double>(std::max<std::size_t>(1, held.size())), held.size()));
  if (auto ok = write_file(o.options.output, events::train_ranker(examples, options, tell)); !ok) return complain(ok.error());
  return kOk;
}

// "pud.conllu:repeat=2:weight=0.5:follow" → the treebank; what follows the path is optional.
Result<syntax::Treebank> treebank(const std::string& spec, bool& follow) {
  syntax::Treebank bank{spec};
  for (;;) {
    std::size_t colon = bank.path.rfind(':');
    if (colon == std::string::npos) return bank;
    std::string word = bank.path.substr(colon + 1);
    std::size_t equals = word.find('=');
    std::string key = word.substr(0, equals), value = equals == std::string::npos ? "" : word.substr(equals + 1);
    bool good = true;
    if (word == "follow") {
      follow = true;
    } else if (key == "repeat" && equals != std::string::npos) {
      good = CLI::detail::lexical_cast(value, bank.repeat) && bank.repeat > 0;
    } else if (key == "weight" && equals != std::string::npos) {
      good = CLI::detail::lexical_cast(value, bank.weight) && bank.weight > 0;
    } else {
      return bank;
    }
    if (!good) return fail(Code::bad_option, "--train", "'" + word + "' needs a number above 0", "as in a.conllu:repeat=2");
    bank.path.resize(colon);
  }
}

int train(TrainFlags o) {
  if (!o.examples.empty()) return train_examples(o);
  if (o.train.empty()) return complain(Error{Code::bad_option, "", "nothing to train on", "give --train or --examples"});
  for (const std::string& spec : o.train) {
    bool follow = false;
    auto bank = treebank(spec, follow);
    if (!bank) return complain(bank.error());
    if (follow) o.options.follow = static_cast<int>(o.options.train.size());
    o.options.train.push_back(std::move(*bank));
  }
  if (!o.sizes.empty()) {
    if (o.sizes.size() != 4)
      return complain(Error{Code::bad_option, "--sizes", "expected four numbers", "embed hidden arc label, as in 96 128 96 96"});
    o.options.dimensions.embed = o.sizes[0], o.options.dimensions.hidden = o.sizes[1];
    o.options.dimensions.arc = o.sizes[2], o.options.dimensions.label = o.sizes[3];
  }
  auto done = syntax::train(o.options, [&](std::string_view line) {
    if (!o.quiet) std::fprintf(stderr, "%.*s\n", static_cast<int>(line.size()), line.data());
  });
  return done ? kOk : complain(done.error());
}

}  // namespace

void add_train(CLI::App& app, Shared& shared) {
  auto o = std::make_shared<TrainFlags>();
  CLI::App* verb = add_verb(app, "train", "a tagger and parser from treebanks");
  verb->footer(
      "Examples:\n"
      "  kawat train --lang id --examples data/lang/id/examples/*.tsv -o data/lang/id/ranker.model\n"
      "  kawat train --train a.conllu b.conllu:repeat=2:follow --dev dev.conllu --raw news.txt -o data/lang/id/syntax.model\n");
  syntax::TrainOptions& t = o->options;
  const auto positive = range(1, 1000000000);
  add_option(
      *verb, "--train", o->train,
      "treebanks in CoNLL-U, each with its own way of annotating; add :repeat=N (times per epoch), :weight=X (in the loss), "
      ":follow (its way is the parser's; else the first one's)")
      ->type_name("FILES");
  add_option(*verb, "--dev", t.dev, "treebank to measure on after every third epoch and at the end")->type_name("FILE");
  add_option(*verb, "--raw", t.raw, "plain text for word vectors, a paragraph per line")->type_name("FILES");
  add_option(*verb, "--vectors", t.vectors, "ready word vectors instead: word v1 v2 … per line")->type_name("FILE");
  add_option(*verb, "--save-vectors", t.save_vectors, "where the vectors learned from --raw go, for another run")
      ->type_name("FILE");
  add_option(*verb, "--lemma-table", t.lemma_table, "lemmas.tsv of the language")->type_name("FILE");
  add_option(*verb, "--lemmas", t.lemmas, "further CoNLL-U files to learn lemmas from")->type_name("FILES");
  add_option(*verb, "--epochs", t.epochs, "times over the treebanks (20)")->check(positive);
  add_option(*verb, "--seed", t.seed, "the same seed gives the same model (1)");
  add_option(*verb, "--batch", t.batch, "words of a step (700)")->check(positive);
  add_option(*verb, "--rate", t.rate, "rate of learning (0.002)")->check(range(0.0, 1.0));
  add_option(*verb, "--dropout", t.dropout, "share of the network that rests in a step (0.25)")->check(range(0.0, 0.95));
  add_option(*verb, "--word-dropout", t.word_dropout, "how often a word is hidden: X / (X + its frequency) (0.5)")
      ->check(range(0.0, 1000.0));
  add_option(*verb, "--words", t.words, "most words with a row of their own (40000)")->check(positive);
  add_option(*verb, "--sizes", o->sizes, "of the network: embed hidden arc label (96 128 96 96)")
      ->expected(4)
      ->check([](const std::string& n) {
        int v = 0;
        return CLI::detail::lexical_cast(n, v) && v >= 32 && v <= 1024 && v % 32 == 0 ? std::string()
                                                                                      : "needs multiples of 32, from 32 to 1024";
      });
  add_option(*verb, "--examples", o->examples,
             "labelled sentences instead (data/lang/*/examples): trains the model that ranks event types")
      ->type_name("FILES");
  add_option(*verb, "--lang", o->language, "language of the examples")->type_name("CODE");
  add_option(*verb, "-o,--output", o->options.output, "model file to write")->type_name("FILE")->required();
  add_flag(*verb, "-q,--quiet", o->quiet, "no progress");
  verb->callback([o, &shared] { shared.chosen = [o] { return train(*o); }; });
}

}  // namespace kawat::cli
