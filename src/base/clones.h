// KAWAT_CLONES before a function: its loops are compiled for wide registers too, and the processor takes its own. Clones need the
// dynamic loader, which sanitizers do not get along with. By level and not by model of processor: a model is that one alone.
#pragma once

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) && \
    !defined(__SANITIZE_THREAD__)
#define KAWAT_CLONES __attribute__((target_clones("arch=x86-64-v4", "avx2", "default")))
#else
#define KAWAT_CLONES
#endif
