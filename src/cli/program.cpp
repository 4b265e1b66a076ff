// The command line: layout of the help, mistyped words, the verb that runs.
#include <algorithm>
#include <exception>
#include <iostream>
#include <numeric>

#include "cli/common.h"
#include "cli/verbs.h"

namespace kawat::cli {
namespace {

class Layout : public CLI::Formatter {
 public:
  Layout() {
    column_width(26);
    label("Positionals", "Arguments");
    label("OPTIONS", "options");
    label("SUBCOMMAND", "verb …");
    label("UINT", "N");
    label("INT", "N");
    label("FLOAT", "X");
  }
  std::string make_help(const CLI::App* app, std::string name, CLI::AppFormatMode mode) const override {
    if (mode == CLI::AppFormatMode::Sub) return make_expanded(app);
    std::string purpose = app->get_description(), examples = app->get_footer();
    std::string out = purpose + "\n\n" + make_usage(app, std::move(name));
    if (!examples.empty()) out += "\n" + examples;
    out += make_positionals(app) + make_groups(app, mode) + make_subcommands(app, mode);
    if (app->get_parent() == nullptr) out += "\nkawat VERB --help tells more about a verb.\n";
    return out;
  }
  // "-j, --jobs N"; what the value may be stands in the description.
  std::string make_option(const CLI::Option* option, bool is_positional) const override {
    std::string left;
    if (is_positional) {
      left = "  " + option->get_name(true);
    } else {
      for (const std::string& n : option->get_snames()) left += (left.empty() ? "  -" : ", -") + n;
      for (const std::string& n : option->get_lnames()) left += (left.empty() ? "      --" : ", --") + n;
      if (option->get_type_size() > 0) {
        std::string type = option->get_type_name();
        left += " " + get_label(type.substr(0, type.find_first_of(":{ ")));
      }
    }
    return beside(left, option->get_description());
  }
  std::string make_subcommand(const CLI::App* verb) const override {
    return beside("  " + verb->get_name(), verb->get_description());
  }

 private:
  // Two columns; the second one is broken between words at 100 letters.
  std::string beside(const std::string& left, std::string_view right) const {
    std::size_t width = 0;
    for (char c : left) width += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    std::string out =
        left + (width + 2 > column_width_ ? "\n" + std::string(column_width_, ' ') : std::string(column_width_ - width, ' '));
    const std::size_t room = 100 - column_width_;
    while (right.size() > room) {
      std::size_t cut = right.rfind(' ', room);
      if (cut == std::string_view::npos) break;
      out += std::string(right.substr(0, cut)) + "\n" + std::string(column_width_, ' ');
      right.remove_prefix(cut + 1);
    }
    return out + std::string(right) + "\n";
  }
};

// Least number of letters put in, left out, changed or swapped that turn one word into the other.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), now(b.size() + 1);
  std::iota(last.begin(), last.end(), 0u);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    now[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      now[j] = std::min({last[j] + 1, now[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0u : 1u)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) now[j] = std::min(now[j], before[j - 2] + 1);
    }
    before.swap(last), last.swap(now);
  }
  return last[b.size()];
}

// The word that was probably meant; empty when none is near.
std::string nearest(const std::string& word, const std::vector<std::string>& known) {
  std::string best;
  std::size_t least = std::max<std::size_t>(1, word.size() / 3) + 1;
  for (const std::string& k : known) {
    // A beginning is as good as one slip.
    std::size_t d = word.size() >= 2 && k.starts_with(word) ? 1 : distance(word, k);
    if (d < least) least = d, best = k;
  }
  return best;
}

int wrong(const std::string& what, const std::string& meant, const CLI::App* verb) {
  std::string help = verb == nullptr ? "kawat --help" : "kawat " + verb->get_name() + " --help";
  return complain(Error{Code::bad_option, "", what, meant.empty() ? "see " + help : "did you mean '" + meant + "'? See " + help});
}

// What the parser could not use: the first flag that the verb does not have, told with its likeness.
int unknown_flag(const CLI::App& app, const CLI::App* verb, int argc, char** argv, const std::string& otherwise) {
  std::vector<std::string> known;
  for (const CLI::App* a : {&app, verb}) {
    if (a == nullptr) continue;
    for (const CLI::Option* o : a->get_options()) {
      for (const std::string& name : o->get_lnames()) known.push_back("--" + name);
      for (const std::string& name : o->get_snames()) known.push_back("-" + name);
    }
  }
  for (int i = 1; i < argc; ++i) {
    std::string word = argv[i];
    if (word == "--") break;
    if (word.size() < 2 || word[0] != '-') continue;
    word = word.substr(0, word[1] == '-' ? word.find('=') : 2);
    if (std::find(known.begin(), known.end(), word) != known.end()) continue;
    std::string who = verb == nullptr ? "kawat" : "kawat " + verb->get_name();
    return wrong(who + " has no option " + word, word[1] == '-' ? nearest(word, known) : "", verb);
  }
  return wrong(otherwise, "", verb);
}

int run_parsed(CLI::App& app, int argc, char** argv, const CLI::App* verb) {
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& e) {  // --help, --version
    app.exit(e, std::cout, std::cerr);
    std::cout.flush();
    return std::cout.good() || errno == EPIPE ? kOk : kFailure;
  } catch (const CLI::ExtrasError& e) {
    return unknown_flag(app, verb, argc, argv, e.what());
  } catch (const CLI::ParseError& e) {
    return wrong(e.what(), "", verb);
  }
  return -1;
}

}  // namespace

std::shared_ptr<CLI::FormatterBase> help_layout() { return std::make_shared<Layout>(); }

int run_program(CLI::App& app, const Shared& shared, int argc, char** argv) {
  const CLI::App* verb = nullptr;
  if (argc > 1 && argv[1][0] != '-') {
    std::vector<std::string> verbs;
    for (const CLI::App* a : app.get_subcommands([](const CLI::App*) { return true; })) {
      verbs.push_back(a->get_name());
      if (verbs.back() == argv[1]) verb = a;
    }
    if (verb == nullptr) return wrong(std::string("there is no verb '") + argv[1] + "'", nearest(argv[1], verbs), nullptr);
  }
  if (int done = run_parsed(app, argc, argv, verb); done >= 0) return done;
  if (!shared.chosen) {
    std::fputs(app.help().c_str(), stderr);
    return kUsage;
  }
  // Nothing of Kawat throws; what the standard library throws (no memory, no threads) must not end without a word.
  try {
    return shared.chosen();
  } catch (const std::bad_alloc&) {
    return complain(Error{Code::internal, "", "out of memory", "use fewer threads (-j), or smaller files"});
  } catch (const std::exception& e) {
    return complain(Error{Code::internal, "", e.what(), "please report it with the command line"});
  }
}

}  // namespace kawat::cli
