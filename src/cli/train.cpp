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

struct Options {
  std::vector<std::string> train, examples;
  std::string language;
  syntax::TrainOptions options;
  bool quiet = false;
};

// Labelled sentences → the model that ranks event types. Every fifth sentence is held out first, to tell what it is worth.
int train_examples(const Options& o) {
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
      e.type = model::event_type_from(row.cell(0));
      if (row.cells.size() != 4 || (e.type == model::EventType::none && row.cell(0) != "NONE")) {
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
  options.seed = o.options.seed;
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

int train(Options o) {
  if (!o.examples.empty()) return train_examples(o);
  if (o.train.empty()) return complain(Error{Code::bad_option, "", "nothing to train on", "give --train or --examples"});
  for (const std::string& path : o.train) o.options.train.push_back({path});
  auto done = syntax::train(o.options, [&](std::string_view line) {
    if (!o.quiet) std::fprintf(stderr, "%.*s\n", static_cast<int>(line.size()), line.data());
  });
  return done ? kOk : complain(done.error());
}

}  // namespace

void add_train(CLI::App& app, Shared& shared) {
  auto o = std::make_shared<Options>();
  CLI::App* verb = app.add_subcommand("train", "a tagger and parser from treebanks");
  verb->footer(
      "Examples:\n"
      "  kawat train --lang id --examples data/lang/id/examples/*.tsv -o data/lang/id/ranker.model\n"
      "  kawat train --train id-train.conllu --dev id-dev.conllu -o data/lang/id/syntax.model\n");
  verb->add_option("--train", o->train, "treebanks in CoNLL-U, each with its own way of annotating; the first one's way is followed");
  verb->add_option("--examples", o->examples, "labelled sentences instead (data/lang/*/examples): trains the model that ranks event types");
  verb->add_option("--lang", o->language, "language of the examples");
  verb->add_option("--dev", o->options.dev, "treebank to measure on after each epoch");
  verb->add_option("--raw", o->options.raw, "plain text for word vectors, a paragraph per line");
  verb->add_option("--vectors", o->options.vectors, "ready word vectors instead: word v1 v2 … per line");
  verb->add_option("--epochs", o->options.epochs, "times over the treebanks");
  verb->add_option("--seed", o->options.seed, "the same seed gives the same model");
  verb->add_option("-o,--output", o->options.output, "model file to write")->required();
  verb->add_flag("-q,--quiet", o->quiet, "no progress");
  verb->callback([o, &shared] { shared.chosen = [o] { return train(*o); }; });
}

}  // namespace kawat::cli
