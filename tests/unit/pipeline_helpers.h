// A fixture with the pipeline that ships, built once for each suite.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "lexicon/pack.h"
#include "pipeline/pipeline.h"

namespace kawat {

class Shipped : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    auto pack = lexicon::Pack::open(std::string(KAWAT_BINARY) + "/kawat.pack");
    ASSERT_TRUE(pack) << pack.error().message();
    pack_ = std::make_unique<lexicon::Pack>(std::move(*pack));
    auto pipeline = pipeline::Pipeline::build(*pack_);
    ASSERT_TRUE(pipeline) << pipeline.error().message();
    pipeline_ = std::make_unique<pipeline::Pipeline>(std::move(*pipeline));
  }
  static void TearDownTestSuite() { pipeline_.reset(), pack_.reset(); }

  static inline std::unique_ptr<lexicon::Pack> pack_;
  static inline std::unique_ptr<pipeline::Pipeline> pipeline_;
};

}  // namespace kawat
