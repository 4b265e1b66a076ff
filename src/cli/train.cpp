// kawat train: a language's tagger and parser from treebanks.
#include <memory>

#include "cli/common.h"
#include "cli/verbs.h"
#include "syntax/trainer.h"

namespace kawat::cli {
namespace {

struct Options {
  std::vector<std::string> train;
  syntax::TrainOptions options;
  bool quiet = false;
};

int train(Options o) {
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
  verb->footer("Examples:\n  kawat train --train id-train.conllu --dev id-dev.conllu -o data/lang/id/syntax.model\n");
  verb->add_option("--train", o->train, "treebanks in CoNLL-U, each with its own way of annotating; the first one's way is followed")->required();
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
