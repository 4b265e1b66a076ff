#include "intake/taking.h"

#include <cstring>
#include <utility>

#include "archive/record.h"

namespace kawat::intake {

Result<bool> Taking::take(Coded&& coded) {
  archive::RecordHead head;
  const bool has_record = !coded.record.empty();
  if (coded.sketch.size() != sizeof(read::Sketch) ||
      (has_record && (archive::peek_record(coded.record, head) == nullptr || head.size != coded.record.size())))
    return fail(Code::coded_damaged, coded.id, "the coded article cannot be read", "code it again");
  std::string copy_of;
  if (copies_ != read::CopyRule::off) {
    read::Sketch sketch;
    std::memcpy(&sketch, coded.sketch.data(), sizeof sketch);
    model::Document named;
    named.id = coded.id;
    copy_of = finder_.find_or_add(named, sketch);
  }
  if (!has_record) return false;
  if (!copy_of.empty()) ++found_;
  if (head.is_known() || writer_->knows(head.content_key)) return false;
  if (copy_of.empty()) return writer_->add_record(coded.record);
  archive::Document document;
  std::vector<model::EventRow> events;
  std::vector<archive::Telling> tellings;
  archive::unpack_record(coded.record, document, events, tellings);
  document.copy_of = copy_of;
  if (copies_ == read::CopyRule::drop) {
    events.clear();
    tellings.assign(1, Teller::tell_copy(document));
  }
  for (model::EventRow& e : events) e.copy_of = copy_of;
  for (archive::Telling& t : tellings) t.copy_of = copy_of;
  std::string record;
  archive::pack_record({head.content_key, head.input_hash}, document, events, tellings, true, record);
  return writer_->add_record(record);
}

}  // namespace kawat::intake
