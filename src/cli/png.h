// SVG → PNG by librsvg, which is opened only when a picture is asked for: nobody else waits for it or needs it.
#pragma once

#include <string>

#include "base/result.h"

namespace kawat::cli {

// `scale` pixels for each unit of the picture. Error write_failed at `where` when librsvg is missing or cannot draw it.
Result<std::string> png_of(const std::string& svg, double scale, const std::string& where);

}  // namespace kawat::cli
