#include "serve/event_index.h"

#include <zstd.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstring>
#include <tuple>

#include "archive/database.h"
#include "archive/files.h"
#include "archive/tables.h"
#include "model/row.h"

namespace kawat::serve {
namespace {

constexpr std::size_t kTextsTogether = 32;  // packed as one block: what a sentence costs to read against what it takes

void append_size(std::size_t n, std::string& out) {
  while (n >= 0x80) out += static_cast<char>(n | 0x80), n >>= 7;
  out += static_cast<char>(n);
}
std::size_t take_size(std::string_view& in) {
  std::size_t n = 0;
  for (unsigned shift = 0; !in.empty(); shift += 7) {
    auto byte = static_cast<unsigned char>(in.front());
    in.remove_prefix(1);
    n |= static_cast<std::size_t>(byte & 0x7F) << shift;
    if (byte < 0x80) break;
  }
  return n;
}
std::string_view take_text(std::string_view& in) {
  std::size_t n = std::min(take_size(in), in.size());
  std::string_view out = in.substr(0, n);
  in.remove_prefix(n);
  return out;
}

// One column of a chunk.
struct Vector {
  duckdb_vector vector = nullptr;
  const uint64_t* validity = nullptr;
  const void* data = nullptr;
  explicit Vector(duckdb_data_chunk chunk, idx_t at) {
    vector = duckdb_data_chunk_get_vector(chunk, at);
    validity = duckdb_vector_get_validity(vector), data = duckdb_vector_get_data(vector);
  }
  std::string_view text(idx_t row) const {
    return archive::is_valid(validity, row) ? archive::text_of(static_cast<const duckdb_string_t*>(data)[row])
                                            : std::string_view();
  }
  template <class T>
  T value(idx_t row, T otherwise) const {
    return archive::is_valid(validity, row) ? static_cast<const T*>(data)[row] : otherwise;
  }
};

model::Modality modality_from(std::string_view s) {
  for (int i = 0; i < 5; ++i) {
    if (name(static_cast<model::Modality>(i)) == s) return static_cast<model::Modality>(i);
  }
  return model::Modality::actual;
}

// A handful of languages; more than 255 share the last number.
std::uint8_t language_number(std::string_view s, std::vector<std::string>& all) {
  auto found = std::find(all.begin(), all.end(), s);
  if (found != all.end()) return static_cast<std::uint8_t>(found - all.begin());
  if (all.size() >= 255) return 255;
  all.emplace_back(s);
  return static_cast<std::uint8_t>(all.size() - 1);
}

}  // namespace

std::int32_t days_of(model::Day d) { return d.known() ? static_cast<std::int32_t>(days_since_1970(d)) : kNoDay; }
model::Day day_of(std::int32_t n) { return n == kNoDay ? model::Day{} : model::day_at(n); }
std::string iso(std::int32_t n) { return model::iso(day_of(n)); }

std::int32_t period_begin(std::int32_t day, relations::Step step) {
  if (day == kNoDay) return day;
  if (step == relations::Step::week) return day - ((day % 7) + 7 + 3) % 7;  // 1970-01-01 was a Thursday
  model::Day d = day_of(day);
  d.day = 1;
  return days_of(d);
}

Words::Words() : chunks_(kChunks) { add(""); }

std::uint32_t Words::add(std::string_view s) {
  if (auto found = ids_.find(s); found != ids_.end()) return found->second;
  std::uint32_t id = size_.load(std::memory_order_relaxed);
  if (id >= kChunk * kChunks) return 0;
  auto& chunk = chunks_[id / kChunk];
  if (!chunk) chunk = std::make_unique<std::string[]>(kChunk);
  chunk[id % kChunk] = s;
  ids_.emplace(chunk[id % kChunk], id);
  bytes_ += sizeof(std::string) + (s.size() > 15 ? s.size() : 0) + 48;
  size_.store(id + 1, std::memory_order_release);
  return id;
}

struct EventIndex::PartEvents {
  std::uint32_t number = 0;
  std::vector<EventRef> rows;
  std::vector<std::string> texts;  // packed, kTextsTogether each
  std::uint64_t bytes = 0;
};

std::uint64_t EventIndex::hash(std::string_view id) {
  std::uint64_t out = 0;
  if (id.size() >= 16) {
    auto got = std::from_chars(id.data(), id.data() + 16, out, 16);
    if (got.ec == std::errc() && got.ptr == id.data() + 16) return out;
  }
  return archive::hash64(id);
}

Result<std::shared_ptr<const EventIndex::PartEvents>> EventIndex::read_part(archive::Archive& archive, const archive::Part& part,
                                                                            std::uint32_t number, Words& words,
                                                                            std::vector<std::string>& languages) {
  auto out = std::make_shared<PartEvents>();
  out->number = number;
  out->rows.reserve(part.rows);
  auto side = [](const std::string& s) {
    return "CASE WHEN " + s + "_code IS NULL AND " + s + "_name IS NULL THEN NULL ELSE concat_ws(chr(9), coalesce(" + s +
           "_code, ''), coalesce(replace(" + s + "_name, chr(9), ' '), ''), coalesce(" + s + "_country, ''), coalesce(" + s +
           "_sector, ''), coalesce(" + s + "_wikidata, '')) END";
  };
  const std::string sql =
      "SELECT event_id, event_group, coalesce(story_id, event_group), doc_id, pair, outlet, event_mode, " + side("actor") + ", " +
      side("recipient") +
      ", CASE WHEN place_country IS NULL AND place_name IS NULL THEN NULL ELSE concat_ws(chr(9), coalesce(place_country, ''), "
      "coalesce(replace(place_name, chr(9), ' '), ''), coalesce(CAST(latitude AS VARCHAR), ''), coalesce(CAST(longitude AS "
      "VARCHAR), '')) END, date_start, goldstein, intensity, confidence, event_type, modality, CAST(quad_class AS INTEGER), "
      "language, event_first, evidence_text, published, list_filter(attribution, lambda s: s.kind <> 'outlet')[1].\"name\" "
      "FROM " +
      archive::scan(archive.layout(), archive::table(archive::kEvents), {&part});
  auto answer = archive.database().ask(sql, true);
  if (!answer) return fail(answer.error());
  std::string block;
  std::string packed;
  auto pack = [&] {
    packed.resize(ZSTD_compressBound(block.size()));
    std::size_t n = ZSTD_compress(packed.data(), packed.size(), block.data(), block.size(), 1);
    out->texts.emplace_back(packed.data(), n);
    out->bytes += n + sizeof(std::string);
    block.clear();
  };
  for (;;) {
    auto chunk = answer->next();
    if (!chunk) return fail(chunk.error());
    if (*chunk == nullptr) break;
    std::vector<Vector> v;
    for (idx_t c = 0; c < duckdb_data_chunk_get_column_count(*chunk); ++c) v.emplace_back(*chunk, c);
    const idx_t n = duckdb_data_chunk_get_size(*chunk);
    for (idx_t r = 0; r < n; ++r) {
      EventRef e;
      e.event = hash(v[0].text(r)), e.group = hash(v[1].text(r)), e.story = hash(v[2].text(r));
      e.doc = static_cast<std::uint32_t>(hash(v[3].text(r)));
      e.part = number, e.row = static_cast<std::uint32_t>(out->rows.size());
      e.pair = words.add(v[4].text(r)), e.outlet = words.add(v[5].text(r)), e.mode = words.add(v[6].text(r));
      e.actor = words.add(v[7].text(r)), e.recipient = words.add(v[8].text(r)), e.place = words.add(v[9].text(r));
      e.day = v[10].value<std::int32_t>(r, kNoDay);
      e.goldstein = static_cast<float>(v[11].value<double>(r, model::kNull));
      e.intensity = static_cast<float>(v[12].value<double>(r, model::kNull));
      e.confidence = static_cast<float>(v[13].value<double>(r, 0));
      e.type = model::event_type_from(v[14].text(r));
      e.modality = modality_from(v[15].text(r));
      e.quad = static_cast<std::uint8_t>(v[16].value<std::int32_t>(r, 0));
      e.language = language_number(v[17].text(r), languages);
      e.speaker = words.add(v[21].text(r));
      e.published = v[20].value<std::int32_t>(r, kNoDay);
      e.first = v[18].value<bool>(r, false);
      out->rows.push_back(e);
      for (idx_t column : {idx_t{0}, idx_t{2}, idx_t{19}}) {
        std::string_view s = v[column].text(r);
        append_size(s.size(), block);
        block += s;
      }
      if (out->rows.size() % kTextsTogether == 0) pack();
    }
  }
  if (!block.empty()) pack();
  out->bytes += out->rows.size() * sizeof(EventRef);
  return std::shared_ptr<const PartEvents>(std::move(out));
}

Result<std::shared_ptr<const EventIndex>> EventIndex::build(archive::Archive& archive,
                                                            const std::shared_ptr<const EventIndex>& before,
                                                            const std::function<void(std::uint64_t, std::uint64_t)>& progress) {
  std::shared_ptr<EventIndex> out(new EventIndex);
  const archive::Manifest& manifest = archive.manifest();
  out->generation_ = manifest.generation, out->written_ = manifest.written;
  out->documents_ = manifest.rows(archive::kDocuments);
  out->words_ = before ? before->words_ : std::make_shared<Words>();
  out->languages_ = std::make_shared<std::vector<std::string>>(before ? *before->languages_ : std::vector<std::string>{});
  out->next_part_ = before ? before->next_part_ : std::make_shared<std::uint32_t>(0);
  const std::uint64_t all = manifest.rows(archive::kEvents);
  std::uint64_t done = 0;
  for (const archive::Part* p : manifest.of(archive::kEvents)) {
    std::shared_ptr<const PartEvents> events;
    if (before) {
      if (auto known = before->parts_.find(p->file); known != before->parts_.end()) events = known->second;
    }
    if (!events) {
      auto read = read_part(archive, *p, (*out->next_part_)++, *out->words_, *out->languages_);
      if (!read) return fail(read.error());
      events = std::move(*read);
    }
    done += events->rows.size();
    out->bytes_ += events->bytes;
    out->by_number_[events->number] = events.get();
    out->parts_.emplace(p->file, std::move(events));
    if (progress) progress(done, all);
  }
  for (const archive::Part* p : manifest.of(archive::kDocuments)) {
    std::vector<DayCount> days;
    if (before) {
      if (auto known = before->part_days_.find(p->file); known != before->part_days_.end()) days = known->second;
    }
    if (days.empty()) {
      auto answer =
          archive.database().ask("SELECT published, coalesce(language, ''), count(*) FROM " +
                                 archive::scan(archive.layout(), archive::table(archive::kDocuments), {p}) + " GROUP BY ALL");
      if (!answer) return fail(answer.error());
      for (;;) {
        auto chunk = answer->next();
        if (!chunk) return fail(chunk.error());
        if (*chunk == nullptr) break;
        Vector day(*chunk, 0), language(*chunk, 1), n(*chunk, 2);
        for (idx_t r = 0; r < duckdb_data_chunk_get_size(*chunk); ++r) {
          days.push_back({day.value<std::int32_t>(r, kNoDay), language_number(language.text(r), *out->languages_),
                          static_cast<std::uint64_t>(n.value<std::int64_t>(r, 0))});
        }
      }
    }
    out->published_.insert(out->published_.end(), days.begin(), days.end());
    out->part_days_.emplace(p->file, std::move(days));
  }
  out->arrange();
  return std::shared_ptr<const EventIndex>(std::move(out));
}

void EventIndex::arrange() {
  auto by_day = [](const DayCount& a, const DayCount& b) { return std::tie(a.day, a.language) < std::tie(b.day, b.language); };
  std::sort(published_.begin(), published_.end(), by_day);
  std::size_t kept = 0;
  for (const DayCount& d : published_) {
    if (kept > 0 && published_[kept - 1].day == d.day && published_[kept - 1].language == d.language)
      published_[kept - 1].documents += d.documents;
    else
      published_[kept++] = d;
  }
  published_.resize(kept);

  std::string periods;
  for (const DayCount& d : published_) {
    if (d.day == kNoDay) continue;
    for (relations::Step step : {relations::Step::week, relations::Step::month}) {
      auto& begins = step == relations::Step::week ? observed_weeks_ : observed_months_;
      const std::int32_t begin = period_begin(d.day, step);
      if (!begins.empty() && begins.back() == begin) continue;
      begins.push_back(begin);
      periods += std::to_string(begin) + (step == relations::Step::week ? "w" : "m");
    }
  }
  observed_ = archive::hash64(periods);

  std::uint64_t n = 0;
  for (const auto& [file, part] : parts_) n += part->rows.size();
  by_story_.reserve(n), by_pair_.reserve(n);
  for (const auto& [file, part] : parts_) {
    for (const EventRef& e : part->rows) {
      by_story_.push_back(&e);
      if (e.pair != 0) by_pair_.push_back(&e);
    }
  }
  // The event last: the same archive in other parts gives the same order.
  std::sort(by_story_.begin(), by_story_.end(),
            [](const EventRef* a, const EventRef* b) { return std::tie(a->story, a->event) < std::tie(b->story, b->event); });
  std::sort(by_pair_.begin(), by_pair_.end(), [](const EventRef* a, const EventRef* b) {
    return std::tie(a->pair, a->story, a->event) < std::tie(b->pair, b->story, b->event);
  });
  for (std::size_t i = 0; i < by_story_.size(); ++i) {
    if (i == 0 || by_story_[i]->story != by_story_[i - 1]->story) story_begins_.push_back(static_cast<std::uint32_t>(i));
  }
  for (std::size_t i = 0; i < by_pair_.size();) {
    std::size_t end = i;
    while (end < by_pair_.size() && by_pair_[end]->pair == by_pair_[i]->pair) ++end;
    pairs_.emplace(word(by_pair_[i]->pair), std::span<const EventRef* const>(by_pair_.data() + i, end - i));
    i = end;
  }
  std::unordered_map<std::uint32_t, std::uint64_t> parties;
  for (const EventRef* e : by_story_) ++parties[e->actor], ++parties[e->recipient];
  for (const auto& [id, count] : parties) {
    Party p = party(id);
    if (p.code.empty() || p.name.empty()) continue;
    auto& most = names_[std::string(p.code)];
    if (count > most.first || (count == most.first && p.name < party(most.second).name)) most = {count, id};
  }
  bytes_ += n * 2 * sizeof(void*) + story_begins_.size() * 4 + words_->bytes();
}

Party EventIndex::party(std::uint32_t id) const {
  Party out;
  std::string_view all = word(id);
  std::string_view* const parts[] = {&out.code, &out.name, &out.country, &out.sector, &out.wikidata};
  for (std::string_view* part : parts) {
    std::size_t tab = std::min(all.find('\t'), all.size());
    *part = all.substr(0, tab);
    all.remove_prefix(std::min(tab + 1, all.size()));
  }
  return out;
}

Site EventIndex::site(std::uint32_t id) const {
  Site out;
  std::string_view all = word(id), parts[4];
  for (std::string_view& part : parts) {
    std::size_t tab = std::min(all.find('\t'), all.size());
    part = all.substr(0, tab);
    all.remove_prefix(std::min(tab + 1, all.size()));
  }
  out.country = parts[0], out.name = parts[1];
  auto number = [](std::string_view s) {
    double v = model::kNull;
    if (!s.empty()) std::from_chars(s.data(), s.data() + s.size(), v);
    return v;
  };
  out.latitude = number(parts[2]), out.longitude = number(parts[3]);
  return out;
}

const std::string& EventIndex::language(std::uint8_t id) const {
  static const std::string none;
  return id < languages_->size() ? (*languages_)[id] : none;
}

std::span<const EventRef* const> EventIndex::of_pair(std::string_view pair) const {
  auto found = pairs_.find(pair);
  return found == pairs_.end() ? std::span<const EventRef* const>() : found->second;
}

std::uint64_t EventIndex::version_of_pair(std::string_view pair) const {
  // A sum over events with their stories, whatever their order.
  std::uint64_t out = observed_;
  for (const EventRef* e : of_pair(pair)) {
    std::uint64_t x = (e->event ^ (e->story * 0x9E3779B97F4A7C15ull)) * 0xBF58476D1CE4E5B9ull;
    out += x ^ (x >> 29);
  }
  return out;
}

std::vector<std::string> EventIndex::most_told_pairs(std::size_t most) const {
  std::vector<std::pair<std::size_t, std::string>> all;
  for (const auto& [pair, events] : pairs_) {
    if (std::size_t dash = pair.find('-'); pair.substr(0, dash) != pair.substr(dash + 1)) all.emplace_back(events.size(), pair);
  }
  std::size_t n = std::min(most, all.size());
  std::partial_sort(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(n), all.end(), std::greater<>());
  std::vector<std::string> out;
  for (std::size_t i = 0; i < n; ++i) out.push_back(all[i].second);
  return out;
}

std::span<const EventRef* const> EventIndex::of_story(std::uint64_t story) const {
  auto [from, to] = std::equal_range(by_story_.begin(), by_story_.end(), story, [](const auto& a, const auto& b) {
    auto key = [](const auto& x) {
      if constexpr (std::is_pointer_v<std::decay_t<decltype(x)>>)
        return x->story;
      else
        return x;
    };
    return key(a) < key(b);
  });
  return {from, to};
}
std::span<const EventRef* const> EventIndex::of_story(std::string_view story_id) const { return of_story(hash(story_id)); }

std::string EventIndex::name_of(std::string_view code) const {
  auto found = names_.find(code);
  return found == names_.end() ? std::string() : std::string(party(found->second.second).name);
}

const EventRef* EventIndex::event(std::string_view event_id) const {
  // Asked for seldom: a look at each costs less than a table of all.
  const std::uint64_t wanted = hash(event_id);
  for (const auto& [file, part] : parts_) {
    for (const EventRef& e : part->rows) {
      if (e.event == wanted) return &e;
    }
  }
  return nullptr;
}

EventText EventIndex::text(const EventRef& e) const {
  auto found = by_number_.find(e.part);
  if (found == by_number_.end()) return {};
  const std::string& packed = found->second->texts[e.row / kTextsTogether];
  std::string block(static_cast<std::size_t>(ZSTD_getFrameContentSize(packed.data(), packed.size())), '\0');
  ZSTD_decompress(block.data(), block.size(), packed.data(), packed.size());
  std::string_view rest = block;
  for (std::size_t i = 0; i < e.row % kTextsTogether * 3; ++i) take_text(rest);
  EventText out;
  out.event_id = take_text(rest), out.story_id = take_text(rest), out.evidence = take_text(rest);
  return out;
}

}  // namespace kawat::serve
