#include "archive/filler.h"

#include <algorithm>
#include <map>
#include <memory>

namespace kawat::archive {
namespace {

// What DuckDB calls the types of our tables.
class ColumnTypes {
 public:
  ~ColumnTypes() {
    for (auto& [name, type] : types_) duckdb_destroy_logical_type(&type);
  }
  Status learn(Database& database) {
    std::string select;
    for (const Table& t : tables())
      for (const TableColumn& c : t.columns) types_.emplace(c.type, nullptr);
    for (const auto& [name, type] : types_) select += (select.empty() ? "SELECT CAST(NULL AS " : ", CAST(NULL AS ") + name + ")";
    auto answer = database.ask(select);
    if (!answer) return fail(answer.error());
    std::size_t at = 0;
    for (auto& [name, type] : types_) type = answer->logical_type(at++);
    return {};
  }
  duckdb_logical_type of(const std::string& name) const { return types_.at(name); }

 private:
  std::map<std::string, duckdb_logical_type> types_;
};

void bind_given(duckdb_bind_info info) {
  const auto* types = static_cast<const ColumnTypes*>(duckdb_bind_get_extra_info(info));
  duckdb_value value = duckdb_bind_get_parameter(info, 0);
  auto* given = reinterpret_cast<GivenRows*>(duckdb_get_uint64(value));
  duckdb_destroy_value(&value);
  for (const TableColumn& c : given->table->columns) duckdb_bind_add_result_column(info, c.name.c_str(), types->of(c.type));
  duckdb_bind_set_bind_data(info, given, nullptr);
  duckdb_bind_set_cardinality(info, given->rows, true);
}

void begin_given(duckdb_init_info info) {
  duckdb_init_set_init_data(info, new std::size_t(0), [](void* next) { delete static_cast<std::size_t*>(next); });
  duckdb_init_set_max_threads(info, 1);
}

void read_given(duckdb_function_info info, duckdb_data_chunk chunk) {
  const auto* given = static_cast<const GivenRows*>(duckdb_function_get_bind_data(info));
  std::size_t& next = *static_cast<std::size_t*>(duckdb_function_get_init_data(info));
  Filler filler(chunk);
  for (const std::size_t end = std::min<std::size_t>(given->rows, next + duckdb_vector_size()); next < end; ++next) {
    filler.begin_row();
    given->put_row(filler, next);
  }
  duckdb_data_chunk_set_size(chunk, filler.rows());
}

}  // namespace

std::string GivenRows::from() const { return "given(" + std::to_string(reinterpret_cast<std::uintptr_t>(this)) + "::UBIGINT)"; }

Status allow_given_rows(Database& database) {
  auto types = std::make_unique<ColumnTypes>();
  if (auto ok = types->learn(database); !ok) return ok;
  duckdb_table_function function = duckdb_create_table_function();
  duckdb_table_function_set_name(function, "given");
  duckdb_logical_type address = duckdb_create_logical_type(DUCKDB_TYPE_UBIGINT);
  duckdb_table_function_add_parameter(function, address);
  duckdb_destroy_logical_type(&address);
  duckdb_table_function_set_extra_info(function, types.release(), [](void* t) { delete static_cast<ColumnTypes*>(t); });
  duckdb_table_function_set_bind(function, bind_given);
  duckdb_table_function_set_init(function, begin_given);
  duckdb_table_function_set_function(function, read_given);
  const bool good = duckdb_register_table_function(database.connection(), function) == DuckDBSuccess;
  duckdb_destroy_table_function(&function);
  return good ? Status() : fail(Code::internal, "", "DuckDB takes no function");
}

Filler::Filler(duckdb_data_chunk chunk) {
  for (idx_t i = 0; i < duckdb_data_chunk_get_column_count(chunk); ++i)
    vectors_.push_back(duckdb_data_chunk_get_vector(chunk, i));
}

void set_null(duckdb_vector v, idx_t at) {
  duckdb_vector_ensure_validity_writable(v);
  duckdb_validity_set_row_invalid(duckdb_vector_get_validity(v), at);
}

void set(duckdb_vector v, idx_t at, const StoryRow::Party& p) { set_fields(v, at, p.name, p.code); }

void set(duckdb_vector v, idx_t at, const StoryRow::Source& s) {
  set_fields(v, at, std::string_view(s.doc_id), s.event_group, s.outlet, s.language, s.published, s.main);
}

void set(duckdb_vector v, idx_t at, const StoryRow::Value& value) {
  set_fields(v, at, std::string_view(value.value), value.documents);
}

void set(duckdb_vector v, idx_t at, const StoryRow::Disagreement& d) { set_fields(v, at, std::string_view(d.field), d.values); }

}  // namespace kawat::archive
