// Work on many things, shared out to threads.
//
//   share_out(threads, list.size(), 64, [&] { return [&](std::size_t k) { list[k].prepare(); }; });
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <system_error>
#include <thread>
#include <vector>

namespace kawat {

// make_work(): what each thread, the caller's among them, calls with numbers of 0 … count - 1, in portions; each number once.
// No more threads than that each finds some portions. The work may not throw.
template <class MakeWork>
void share_out(unsigned threads, std::size_t count, std::size_t portion, MakeWork&& make_work) {
  const std::size_t portions = (count + portion - 1) / portion;
  std::atomic<std::size_t> next{0};
  auto take_portions = [&] {
    auto work = make_work();
    for (std::size_t p; (p = next.fetch_add(1)) < portions;) {
      for (std::size_t k = p * portion; k < std::min(count, (p + 1) * portion); ++k) work(k);
    }
  };
  std::vector<std::jthread> others;
  try {
    while (others.size() + 1 < std::min<std::size_t>(threads, portions / 4)) others.emplace_back(take_portions);
  } catch (const std::system_error&) {
    // as many as the system gives
  }
  take_portions();
}

}  // namespace kawat
