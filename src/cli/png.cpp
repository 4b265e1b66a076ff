#include "cli/png.h"

#include <cairo.h>
#include <dlfcn.h>
#include <librsvg/rsvg.h>

#include <cmath>

namespace kawat::cli {
namespace {

// A function of the library or of what it loads; the header's own type.
template <class Function>
Function* function(void* library, const char* name) {
  return reinterpret_cast<Function*>(::dlsym(library, name));
}
#define KAWAT_FUNCTION(name) auto* const name##_ = function<decltype(::name)>(library, #name)

}  // namespace

Result<std::string> png_of(const std::string& svg, double scale, const std::string& where) {
  void* library = ::dlopen("librsvg-2.so.2", RTLD_NOW | RTLD_LOCAL);  // stays open: its types are registered once and for all
  if (library == nullptr) {
    return fail(Code::write_failed, where, "PNG needs librsvg, which is not installed",
                "install librsvg2-2 (Debian), or write an .svg");
  }
  KAWAT_FUNCTION(rsvg_handle_new_from_data);
  KAWAT_FUNCTION(rsvg_handle_get_intrinsic_size_in_pixels);
  KAWAT_FUNCTION(rsvg_handle_render_document);
  KAWAT_FUNCTION(g_object_unref);
  KAWAT_FUNCTION(cairo_image_surface_create);
  KAWAT_FUNCTION(cairo_surface_write_to_png_stream);
  KAWAT_FUNCTION(cairo_surface_destroy);
  KAWAT_FUNCTION(cairo_create);
  KAWAT_FUNCTION(cairo_destroy);
  if (!rsvg_handle_new_from_data_ || !rsvg_handle_get_intrinsic_size_in_pixels_ || !rsvg_handle_render_document_ ||
      !g_object_unref_ || !cairo_image_surface_create_ || !cairo_surface_write_to_png_stream_ || !cairo_surface_destroy_ ||
      !cairo_create_ || !cairo_destroy_) {
    return fail(Code::write_failed, where, "this librsvg is too old to draw PNG", "2.52 or later is needed; or write an .svg");
  }
  tl::unexpected<Error> broken = fail(Code::write_failed, where, "librsvg cannot draw the picture", "write an .svg");
  RsvgHandle* handle = rsvg_handle_new_from_data_(reinterpret_cast<const guint8*>(svg.data()), svg.size(), nullptr);
  if (handle == nullptr) return broken;
  double width = 0, height = 0;
  bool ok = rsvg_handle_get_intrinsic_size_in_pixels_(handle, &width, &height) != 0;
  cairo_surface_t* surface = cairo_image_surface_create_(CAIRO_FORMAT_ARGB32, static_cast<int>(std::lround(width * scale)),
                                                         static_cast<int>(std::lround(height * scale)));
  cairo_t* pen = cairo_create_(surface);
  const RsvgRectangle whole = {0, 0, width * scale, height * scale};
  ok = ok && rsvg_handle_render_document_(handle, pen, &whole, nullptr) != 0;
  std::string out;
  auto append = [](void* to, const unsigned char* bytes, unsigned n) {
    static_cast<std::string*>(to)->append(reinterpret_cast<const char*>(bytes), n);
    return CAIRO_STATUS_SUCCESS;
  };
  ok = ok && cairo_surface_write_to_png_stream_(surface, append, &out) == CAIRO_STATUS_SUCCESS;
  cairo_destroy_(pen), cairo_surface_destroy_(surface), g_object_unref_(handle);
  if (!ok) return broken;
  return out;
}

}  // namespace kawat::cli
