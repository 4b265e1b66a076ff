#include "archive/filler.h"

namespace kawat::archive {

Filler::Filler(Database& database, std::string_view table) {
  if (duckdb_appender_create(database.connection(), nullptr, std::string(table).c_str(), &appender_) != DuckDBSuccess) {
    failure_ = duckdb_appender_error(appender_);
    return;
  }
  for (idx_t i = 0; i < duckdb_appender_column_count(appender_); ++i) types_.push_back(duckdb_appender_column_type(appender_, i));
  chunk_ = duckdb_create_data_chunk(types_.data(), types_.size());
}

Filler::~Filler() {
  if (chunk_ != nullptr) duckdb_destroy_data_chunk(&chunk_);
  for (duckdb_logical_type& t : types_) duckdb_destroy_logical_type(&t);
  if (appender_ != nullptr) duckdb_appender_destroy(&appender_);
}

Status Filler::begin_row() {
  if (!failure_.empty()) return fail(database_error(failure_, Code::internal));
  if (filled_ == duckdb_vector_size()) {
    if (auto ok = flush(); !ok) return ok;
  }
  if (filled_ == 0) {
    vectors_.clear();
    for (std::size_t i = 0; i < types_.size(); ++i) vectors_.push_back(duckdb_data_chunk_get_vector(chunk_, i));
  }
  row_ = filled_++;
  column_ = 0;
  return {};
}

void Filler::null() {
  duckdb_vector v = vectors_[column_++];
  duckdb_vector_ensure_validity_writable(v);
  duckdb_validity_set_row_invalid(duckdb_vector_get_validity(v), row_);
}

// Room for more items in the list column at hand; returns where they begin.
idx_t Filler::grow_list(std::size_t items) {
  duckdb_vector v = vectors_[column_];
  idx_t begin = duckdb_list_vector_get_size(v);
  duckdb_list_vector_reserve(v, begin + items);
  duckdb_list_vector_set_size(v, begin + items);
  store(duckdb_list_entry{begin, items});
  return begin;
}

void Filler::put(const std::vector<std::string>& list) {
  duckdb_vector v = vectors_[column_];
  idx_t at = grow_list(list.size());
  duckdb_vector child = duckdb_list_vector_get_child(v);
  for (const std::string& s : list) duckdb_vector_assign_string_element_len(child, at++, s.data(), s.size());
}

void Filler::put(const std::vector<model::RowSource>& list) {
  duckdb_vector v = vectors_[column_];
  idx_t at = grow_list(list.size());
  duckdb_vector child = duckdb_list_vector_get_child(v);
  for (const model::RowSource& s : list) {
    const std::string* fields[] = {&s.name, &s.code, &s.kind, &s.text};
    for (idx_t f = 0; f < 4; ++f) {
      duckdb_vector field = duckdb_struct_vector_get_child(child, f);
      if (f != 0 && fields[f]->empty()) {
        duckdb_vector_ensure_validity_writable(field);
        duckdb_validity_set_row_invalid(duckdb_vector_get_validity(field), at);
      } else {
        duckdb_vector_assign_string_element_len(field, at, fields[f]->data(), fields[f]->size());
      }
    }
    ++at;
  }
}

Status Filler::flush() {
  if (filled_ == 0) return {};
  duckdb_data_chunk_set_size(chunk_, filled_);
  if (duckdb_append_data_chunk(appender_, chunk_) != DuckDBSuccess)
    return fail(database_error(duckdb_appender_error(appender_), Code::internal));
  duckdb_data_chunk_reset(chunk_);
  filled_ = 0;
  return {};
}

Status Filler::close() {
  if (!failure_.empty()) return fail(database_error(failure_, Code::internal));
  if (auto ok = flush(); !ok) return ok;
  if (duckdb_appender_close(appender_) != DuckDBSuccess)
    return fail(database_error(duckdb_appender_error(appender_), Code::internal));
  return {};
}

}  // namespace kawat::archive
