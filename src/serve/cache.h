// What was asked last, up to a number of bytes. Share freely between threads.
#pragma once

#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

namespace kawat::serve {

template <class Value>
class Cache {
 public:
  explicit Cache(std::uint64_t most) : most_(most) {}

  std::shared_ptr<const Value> get(const std::string& key) {
    std::scoped_lock lock(mutex_);
    auto found = by_key_.find(key);
    if (found == by_key_.end()) {
      ++missed_;
      return nullptr;
    }
    ++found_;
    entries_.splice(entries_.begin(), entries_, found->second);
    return found->second->value;
  }
  // `bytes` of the value; what is larger than a quarter of all is not kept.
  void put(const std::string& key, std::shared_ptr<const Value> value, std::uint64_t bytes) {
    bytes += key.size() * 2 + 200;
    std::scoped_lock lock(mutex_);
    if (bytes > most_ / 4) return;
    if (auto found = by_key_.find(key); found != by_key_.end()) drop(found->second);
    entries_.push_front({key, std::move(value), bytes});
    by_key_.emplace(key, entries_.begin());
    bytes_ += bytes;
    while (bytes_ > most_) drop(std::prev(entries_.end()));
  }
  void clear() {
    std::scoped_lock lock(mutex_);
    entries_.clear(), by_key_.clear(), bytes_ = 0;
  }

  struct Figures {
    std::uint64_t bytes = 0, entries = 0, found = 0, missed = 0;
  };
  Figures figures() const {
    std::scoped_lock lock(mutex_);
    return {bytes_, entries_.size(), found_, missed_};
  }

 private:
  struct Entry {
    std::string key;
    std::shared_ptr<const Value> value;
    std::uint64_t bytes = 0;
  };
  void drop(typename std::list<Entry>::iterator at) {
    bytes_ -= at->bytes;
    by_key_.erase(at->key);
    entries_.erase(at);
  }
  mutable std::mutex mutex_;
  std::uint64_t most_ = 0, bytes_ = 0, found_ = 0, missed_ = 0;
  std::list<Entry> entries_;  // the last asked first
  std::unordered_map<std::string, typename std::list<Entry>::iterator> by_key_;
};

}  // namespace kawat::serve
