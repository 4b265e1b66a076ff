#include "lexicon/name_origin.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "lexicon/pack.h"

namespace kawat::lexicon {
namespace {

NameOrigin of(const std::string& table, Code* code = nullptr) {
  const std::string path = std::filesystem::temp_directory_path() / ("kawat-origin-" + std::to_string(::getpid()));
  PackWriter w;
  w.add("lang/id/name_origin.tsv", table);
  EXPECT_TRUE(w.write(path));
  auto pack = Pack::open(path);
  EXPECT_TRUE(pack);
  auto origin = NameOrigin::open(*pack, "id");
  if (code != nullptr) *code = origin ? Code::file_missing : origin.error().code;
  std::filesystem::remove(path);
  return origin ? std::move(*origin) : NameOrigin{};
}

TEST(NameOrigin, WeighsEachRunOfLettersOnce) {
  const NameOrigin o = of("*\t-1\n^su\t4\nov$\t-6\nsu\t0.5\n");
  EXPECT_NEAR(o.judge("Su Su"), 0.f, 1e-6);  // words of two letters say nothing
  EXPECT_GT(o.judge("Sutrisno"), -1.f);
  EXPECT_LT(o.judge("Petrov"), -1.f);
  EXPECT_FLOAT_EQ(o.judge("Petrov petrov"), o.judge("PETROV"));
  EXPECT_EQ(o.judge(""), 0.f);
}

TEST(NameOrigin, KnowsNothingWithoutTable) { EXPECT_EQ(of("").judge("Petrov"), 0.f); }

TEST(NameOrigin, RefusesWhatIsNoNumber) {
  Code code = Code::file_missing;
  of("ab\tmany\n", &code);
  EXPECT_EQ(code, Code::bad_table);
}

TEST(NameOrigin, ShippedTableTellsNamesApart) {
  ::setenv("KAWAT_PACK", KAWAT_BINARY "/kawat.pack", 0);
  auto pack = Pack::open_default();
  ASSERT_TRUE(pack);
  auto o = NameOrigin::open(*pack, "id");
  ASSERT_TRUE(o);
  for (const char* home : {"Bambang Sutrisno", "Wahyu Nugroho", "Siti Rahmawati", "Ketut Wijaya", "Simanjuntak"})
    EXPECT_GT(o->judge(home), 0.f) << home;
  for (const char* away : {"Ricardo Figueroa", "Gyula Szabados", "Neville Gittens", "Draskovic"})
    EXPECT_LT(o->judge(away), -1.5f) << away;
}

}  // namespace
}  // namespace kawat::lexicon
