// Stories in an archive: what `kawat ingest` and `kawat watch` add is compared with what is there already, whatever the order in
// which it comes.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "archive/story_desk.h"
#include "archive/writer.h"
#include "base/result.h"
#include "intake/teller.h"
#include "pipeline/pipeline.h"
#include "stories/likeness.h"

namespace kawat::cli {

struct Linked {
  std::uint64_t tellings = 0;  // that were new
  std::uint64_t stories = 0;   // told several times, new or changed
  std::uint64_t changed = 0;   // rows of the archive that name another story than before
  double seconds = 0;
};

// On standard error.
void tell(const Linked& linked);

// What one search for stories has read and compared, for the next one in the same archive. Of no use once somebody else has
// linked there meanwhile; then it is read again.
class StoryMemory {
 public:
  StoryMemory();
  ~StoryMemory();
  StoryMemory(StoryMemory&&) noexcept;
  StoryMemory& operator=(StoryMemory&&) noexcept;
  // What was found is committed: StoryDesk::version() as of that commit. Without it the next search begins anew.
  void keep(std::uint64_t version);

 private:
  friend class StoryLinking;
  struct Held;
  std::unique_ptr<Held> held_;
};

// Share freely between threads, but for link() and link_and_merge().
class StoryLinking {
 public:
  // threads: that compare tellings.
  static Result<StoryLinking> build(const pipeline::Pipeline& pipeline, unsigned threads);

  // What documents tell, to be added with them.
  const intake::Teller& teller() const { return teller_; }

  // Links all that was committed since; nothing where another process is at it.
  Result<Linked> link(archive::Writer& writer, StoryMemory& memory,
                      const std::function<void(std::uint64_t tellings)>& progress = {}) const;
  // The end of a run that has added to an archive: links what its commits did not, then merges its small parts. before: what they
  // did. live: tells on standard error how far it is.
  Result<Linked> link_and_merge(archive::Writer& writer, StoryMemory& memory, const Linked& before, bool live) const;
  // Nothing is read yet, of an archive as StoryDesk::version() names it. Without it look_ahead() does nothing.
  void begin(StoryMemory& memory, std::uint64_t version) const;
  // Reads what is to be on the desk later. What comes otherwise is no harm, but then this was for nothing.
  void look_ahead(std::span<const archive::Telling> tellings, StoryMemory& memory) const;
  // The stories of what is on the desk.
  Result<archive::StoryOutcome> find(archive::StoryDesk& desk, StoryMemory& memory) const;

 private:
  StoryLinking(const lexicon::Ontology& ontology, intake::Teller teller, stories::Likeness likeness, unsigned threads)
      : ontology_(&ontology), teller_(std::move(teller)), likeness_(likeness), threads_(threads) {}
  Status link(archive::StoryDesk& desk, StoryMemory& memory, Linked& linked) const;
  archive::StoryRow row(const std::vector<const stories::Told*>& members) const;

  const lexicon::Ontology* ontology_;
  intake::Teller teller_;
  stories::Likeness likeness_;
  unsigned threads_;
};

}  // namespace kawat::cli
