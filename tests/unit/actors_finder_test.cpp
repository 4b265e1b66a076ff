#include <gtest/gtest.h>

TEST(Finder, Placeholder) {}
