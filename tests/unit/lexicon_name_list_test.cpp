#include "lexicon/name_list.h"

#include <gtest/gtest.h>

namespace lx = kawat::lexicon;

TEST(NameList, MarksAreReadOnce) {
  auto names = lx::listed_names("Da Nang| -Danang|=Oman||");
  ASSERT_EQ(names.size(), 3u);
  EXPECT_EQ(names[0].text, "Da Nang");
  EXPECT_FALSE(names[0].exact || names[0].refused);
  EXPECT_EQ(names[1].text, "Danang");
  EXPECT_TRUE(names[1].refused);
  EXPECT_EQ(names[2].text, "Oman");
  EXPECT_TRUE(names[2].exact);
}

TEST(NameList, ARefusedNameIsNotTheFirst) {
  EXPECT_EQ(lx::first_name("-Diet|Diet Nasional"), "Diet Nasional");
  EXPECT_EQ(lx::first_name("-Diet"), "");
  EXPECT_TRUE(lx::refuses(lx::listed_names("Da Nang|-Danang"), "Danang"));
  EXPECT_FALSE(lx::refuses(lx::listed_names("Da Nang|-Danang"), "Da Nang"));
}
