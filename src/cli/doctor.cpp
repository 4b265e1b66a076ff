// kawat doctor: what is installed, where from, and whether it works.
#include <chrono>
#include <cstdlib>
#include <memory>

#include <fmt/format.h>

#include "cli/common.h"
#include "cli/verbs.h"

namespace kawat::cli {
namespace {

int doctor() {
  std::string out = fmt::format("kawat {}\n", KAWAT_VERSION);
  const char* chosen = std::getenv("KAWAT_PACK");
  out += fmt::format("KAWAT_PACK {}\n", chosen == nullptr || *chosen == 0 ? "not set" : chosen);
  auto start = std::chrono::steady_clock::now();
  auto engine = Engine::open();
  if (!engine) {
    print(out);
    return complain(engine.error());
  }
  out += fmt::format("language pack {} ({:.1f} MB)\n", (*engine)->pack.path(), [&] {
    std::size_t bytes = 0;
    for (std::string_view name : (*engine)->pack.list("")) bytes += (*engine)->pack.section(name).size();
    return static_cast<double>(bytes) / 1e6;
  }());
  int exit = kOk;
  for (const std::string& code : (*engine)->pack.languages()) {
    auto began = std::chrono::steady_clock::now();
    auto stages = (*engine)->pipeline->language(code);
    double ms = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - began).count();
    auto frames = lexicon::Frames::open((*engine)->pack.section("lang/" + code + "/frames.bin"));
    if (stages && frames) {
      out += fmt::format("language {}: ready in {:.0f} ms, {} compiled frames\n", code, ms, frames->all().size());
    } else {
      exit = kFailure;
      out += fmt::format("language {}: {}\n", code, stages ? frames.error().message() : stages.error().message());
    }
  }
  out += fmt::format("started in {:.0f} ms\n",
                     std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
  return print(out, exit);
}

}  // namespace

void add_doctor(CLI::App& app, Shared& shared) {
  CLI::App* verb = add_verb(app, "doctor", "what is installed, where it came from, whether it works");
  verb->footer("Examples:\n  kawat doctor\n");
  verb->callback([&shared] { shared.chosen = [] { return doctor(); }; });
}

}  // namespace kawat::cli
