// The events of one generation of an archive in memory, so that questions about pairs, stories and actors are answered without
// reading a file: about 100 bytes an event, and its sentence packed.
//
//   auto index = EventIndex::build(archive, nullptr);          // parts never change: the next generation reads only new ones
//   for (const EventRef* e : index->of_pair("PRK-RUS")) …
//
// Immutable once built; share freely between threads.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "archive/archive.h"
#include "base/result.h"
#include "model/event.h"
#include "relations/series.h"

namespace kawat::serve {

inline constexpr std::int32_t kNoDay = std::numeric_limits<std::int32_t>::min();

std::int32_t days_of(model::Day day);  // since 1970; kNoDay of the unknown day
model::Day day_of(std::int32_t days);
std::string iso(std::int32_t days);  // "" of kNoDay
// First day of the period that holds a day: the Monday, or the first of the month.
std::int32_t period_begin(std::int32_t day, relations::Step step);

// Strings that many events share, by number; 0 is the empty one. One thread adds, any number read what they were told of.
class Words {
 public:
  Words();
  std::uint32_t add(std::string_view s);
  const std::string& operator[](std::uint32_t id) const { return chunks_[id / kChunk][id % kChunk]; }
  std::uint32_t size() const { return size_.load(std::memory_order_acquire); }
  std::uint64_t bytes() const { return bytes_; }

 private:
  static constexpr std::uint32_t kChunk = 1 << 14, kChunks = 1 << 14;
  std::vector<std::unique_ptr<std::string[]>> chunks_;
  std::unordered_map<std::string_view, std::uint32_t> ids_;
  std::atomic<std::uint32_t> size_{0};
  std::uint64_t bytes_ = 0;
};

// What is asked about most, of one row of the archive. Numbers of Words where nothing else is said; NaN is null.
struct EventRef {
  std::uint64_t event = 0, group = 0, story = 0;  // hashes of the ids
  std::uint32_t doc = 0;                          // hash of doc_id: for counting different ones within a story
  std::uint32_t part = 0, row = 0;                // where its sentence is
  std::uint32_t pair = 0, outlet = 0, mode = 0;
  std::uint32_t speaker = 0;                      // name of who said it first; none where that is the outlet
  std::uint32_t actor = 0, recipient = 0;         // parties: code, name, country, sector, Wikidata item with a tab between them
  std::uint32_t place = 0;                        // country, name, latitude, longitude, likewise
  std::int32_t day = kNoDay, published = kNoDay;  // date_start, day of the article
  float goldstein = 0, intensity = 0, confidence = 0;
  model::EventType type = model::EventType::none;
  model::Modality modality = model::Modality::actual;
  std::uint8_t quad = 0, language = 0;  // of EventIndex::language()
  bool first = false;                   // event_first
};

struct Party {
  std::string_view code, name, country, sector, wikidata;
};
struct Site {
  std::string_view country, name;
  double latitude = 0, longitude = 0;
};

// The ids and the sentence of an event.
struct EventText {
  std::string event_id, story_id, evidence;
};

struct DayCount {
  std::int32_t day = kNoDay;
  std::uint8_t language = 0;
  std::uint64_t documents = 0;
};

class EventIndex {
 public:
  // `before` is the index of an earlier generation of the same folder, or null. Reads the newest generation that `archive` has.
  // progress: events that are read, of how many.
  static Result<std::shared_ptr<const EventIndex>> build(
      archive::Archive& archive, const std::shared_ptr<const EventIndex>& before,
      const std::function<void(std::uint64_t done, std::uint64_t all)>& progress = {});

  std::uint64_t generation() const { return generation_; }
  const std::string& written() const { return written_; }
  std::uint64_t events() const { return by_story_.size(); }
  std::uint64_t documents() const { return documents_; }
  std::uint64_t stories() const { return story_begins_.size(); }
  std::uint64_t bytes() const { return bytes_; }

  const std::string& word(std::uint32_t id) const { return (*words_)[id]; }
  Party party(std::uint32_t id) const;
  Site site(std::uint32_t id) const;
  const std::string& language(std::uint8_t id) const;
  const std::vector<DayCount>& published() const { return published_; }  // documents, by day; ascending
  // First days of the weeks and months in which anything was published, ascending.
  const std::vector<std::int32_t>& observed(relations::Step step) const {
    return step == relations::Step::week ? observed_weeks_ : observed_months_;
  }

  // By pair, within it by story; a pair is "IDN-MYS".
  const std::map<std::string, std::span<const EventRef* const>, std::less<>>& pairs() const { return pairs_; }
  std::span<const EventRef* const> of_pair(std::string_view pair) const;
  // Changes when an answer about the pair can: with its events, or with the periods of which any article is there.
  std::uint64_t version_of_pair(std::string_view pair) const;
  std::vector<std::string> most_told_pairs(std::size_t most) const;
  // All, those of a story side by side.
  std::span<const EventRef* const> all() const { return by_story_; }
  std::span<const EventRef* const> of_story(std::string_view story_id) const;
  std::span<const EventRef* const> of_story(std::uint64_t story) const;
  const EventRef* event(std::string_view event_id) const;

  EventText text(const EventRef& e) const;
  // The name that events give a code most often; empty where none has it.
  std::string name_of(std::string_view code) const;

  // Ids are hexadecimal; their first digits are the hash, so that order by hash is order by id. Others are hashed.
  static std::uint64_t hash(std::string_view id);

 private:
  struct PartEvents;
  EventIndex() = default;
  static Result<std::shared_ptr<const PartEvents>> read_part(archive::Archive& archive, const archive::Part& part,
                                                             std::uint32_t number, Words& words,
                                                             std::vector<std::string>& languages);
  void arrange();
  std::uint64_t generation_ = 0, documents_ = 0, bytes_ = 0;
  std::string written_;
  std::shared_ptr<Words> words_;
  std::shared_ptr<std::vector<std::string>> languages_;
  std::shared_ptr<std::uint32_t> next_part_;
  std::map<std::string, std::shared_ptr<const PartEvents>> parts_;  // by file
  std::unordered_map<std::uint32_t, const PartEvents*> by_number_;
  std::map<std::string, std::vector<DayCount>> part_days_;  // of documents, by file
  std::vector<DayCount> published_;
  std::vector<const EventRef*> by_story_, by_pair_;
  std::vector<std::uint32_t> story_begins_;
  std::vector<std::int32_t> observed_weeks_, observed_months_;
  std::uint64_t observed_ = 0;  // of the weeks and months that have articles
  std::map<std::string, std::pair<std::uint64_t, std::uint32_t>, std::less<>> names_;  // code → events, party
  std::map<std::string, std::span<const EventRef* const>, std::less<>> pairs_;
};

}  // namespace kawat::serve
