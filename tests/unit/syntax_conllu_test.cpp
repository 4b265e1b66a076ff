#include <gtest/gtest.h>

#include "syntax/conllu.h"

namespace kawat::syntax {
namespace {

constexpr std::string_view kTwo =
    "# sent_id = 1\n"
    "# text = Rumahnya dijual.\n"
    "1-2\tRumahnya\t_\t_\t_\t_\t_\t_\t_\t_\n"
    "1\tRumah\trumah\tNOUN\t_\t_\t3\tnsubj:pass\t_\t_\n"
    "2\tnya\tnya\tPRON\t_\t_\t1\tnmod:poss\t_\t_\n"
    "3\tdijual\tjual\tVERB\t_\t_\t0\troot\t_\tSpaceAfter=No\n"
    "3.1\tkosong\t_\tVERB\t_\t_\t_\t_\t_\t_\n"
    "4\t.\t.\tPUNCT\t_\t_\t3\tpunct\t_\t_\n"
    "\n"
    "# sent_id = 2\n"
    "1\tSelesai\tselesai\tVERB\t_\t_\t0\troot\t_\t_\n"
    "\n";

TEST(Conllu, ReadsWordsRangesAndSpaces) {
  auto file = read_conllu(kTwo);
  ASSERT_TRUE(file.has_value()) << file.error().message();
  const auto& a = file->analysis;
  ASSERT_EQ(a.sentences.size(), 2u);
  ASSERT_EQ(a.tokens.size(), 5u);
  EXPECT_EQ(*file->text, "Rumahnya dijual. \nSelesai \n");
  EXPECT_EQ(a.tokens[0].norm, "rumah");
  EXPECT_EQ(a.tokens[0].head, 2);
  EXPECT_EQ(a.tokens[0].deprel, model::Deprel::nsubj_pass);
  EXPECT_EQ(a.tokens[2].head, -1);
  EXPECT_TRUE(a.tokens[1].shape & model::kClitic);
  EXPECT_FALSE(a.tokens[0].shape & model::kClitic);
  EXPECT_FALSE(a.tokens[0].shape & model::kSpaceAfter);
  EXPECT_TRUE(a.tokens[1].shape & model::kSpaceAfter);
  EXPECT_TRUE(a.tokens[0].shape & model::kCapital);
  EXPECT_EQ(a.sentences[1].first, 4u);
}

TEST(Conllu, NamesTheLineOfAnError) {
  auto columns = read_conllu("1\tsatu\tdua\n", "x");
  ASSERT_FALSE(columns.has_value());
  EXPECT_EQ(columns.error().code, Code::bad_conllu);
  EXPECT_EQ(columns.error().where, "x:1");
  EXPECT_FALSE(read_conllu("2\ta\t_\tX\t_\t_\t0\troot\t_\t_\n").has_value());   // does not start at 1
  EXPECT_FALSE(read_conllu("1\ta\t_\tX\t_\t_\t7\tdep\t_\t_\n\n").has_value());  // head outside
  EXPECT_FALSE(read_conllu("1\t\xff\t_\tX\t_\t_\t0\tdep\t_\t_\n\n").has_value());
  EXPECT_FALSE(read_conllu("3-2\ta\t_\t_\t_\t_\t_\t_\t_\t_\n").has_value());
  EXPECT_TRUE(read_conllu("").has_value());
  EXPECT_TRUE(read_conllu("# only a comment\n").has_value());
}

TEST(Conllu, WritesWhatItReads) {
  auto file = read_conllu(kTwo);
  ASSERT_TRUE(file.has_value());
  std::string out;
  write_conllu(file->analysis, 0, *file->text, out);
  EXPECT_EQ(out,
            "1-2\tRumahnya\t_\t_\t_\t_\t_\t_\t_\t_\n"
            "1\tRumah\trumah\tNOUN\t_\t_\t3\tnsubj:pass\t_\tSpaceAfter=No\n"
            "2\tnya\tnya\tPRON\t_\t_\t1\tnmod:poss\t_\t_\n"
            "3\tdijual\tjual\tVERB\t_\t_\t0\troot\t_\tSpaceAfter=No\n"
            "4\t.\t.\tPUNCT\t_\t_\t3\tpunct\t_\t_\n\n");
}

TEST(Conllu, ShapesOfWords) {
  EXPECT_EQ(word_shape("Jakarta"), model::kCapital);
  EXPECT_EQ(word_shape("DPR"), model::kCapital | model::kAllCaps);
  EXPECT_EQ(word_shape("G20"), model::kCapital | model::kHasDigit);
  EXPECT_EQ(word_shape("é"), 0);
}

}  // namespace
}  // namespace kawat::syntax
