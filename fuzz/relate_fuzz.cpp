// Any bytes as two actors and the words around them for `kawat relate`, and as CoNLL-U for `kawat parse --tokens gold`.
#include <memory>

#include "fuzz/targets.h"
#include "pipeline/pipeline.h"
#include "pipeline/stages.h"
#include "syntax/conllu.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace kawat;
  static const pipeline::Pipeline pipeline = pipeline::Pipeline::build(fuzz::pack()).value();
  static auto worker = std::make_unique<pipeline::Pipeline::Worker>();
  if (size < 4) return 0;
  std::string_view bytes(reinterpret_cast<const char*>(data) + 3, size - 3);
  const char* language = data[0] % 2 == 0 ? "id" : "en";
  if (first_invalid_utf8(bytes) == std::string_view::npos) {
    if (auto relation = pipeline.relate(bytes, language, *worker))
      fuzz::promise(relation->confidence >= 0 && relation->confidence <= 1);
    // Marks of our own, in any order and place.
    std::size_t a = data[1] % (bytes.size() + 1), b = data[2] % (bytes.size() + 1);
    std::size_t from = std::min(a, b), to = std::max(a, b);
    std::string marked = "<s>" + std::string(bytes.substr(0, from)) + "</s>" + std::string(bytes.substr(from, to - from)) +
                         "<t>" + std::string(bytes.substr(to)) + "</t>";
    if (first_invalid_utf8(marked) == std::string_view::npos) {
      if (auto relation = pipeline.relate(marked, language, *worker))
        fuzz::promise(relation->confidence >= 0 && relation->confidence <= 1);
    }
  }
  auto stages = pipeline.language(language);
  fuzz::promise(stages.has_value());
  if (auto parsed = syntax::parse_conllu((*stages)->parser, std::string(bytes), "fuzz")) {
    fuzz::promise(syntax::read_conllu(*parsed, "again").has_value());
  }
  return 0;
}
