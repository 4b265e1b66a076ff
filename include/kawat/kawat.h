/* Kawat as a C library: who did what to whom, out of batches of articles, as Arrow data.
 *
 *   struct kawat_error error;
 *   struct kawat_coder *coder;
 *   if (kawat_coder_new(NULL, &coder, &error) != 0) return complain(&error);
 *   struct ArrowArrayStream events, skipped;
 *   kawat_code(coder, &schema, &articles, NULL, &events, &skipped, &error);   // one row per event, actor and recipient
 *   …
 *   kawat_coder_free(coder);
 *
 * Link with -lkawat; nothing else is needed, and no C++ type, exception or global state passes this border. Functions that
 * return int32_t give 0 or the number of docs/errors.md, and fill `error` (which may be NULL) when they fail; outputs are then
 * untouched. Texts are UTF-8 with a zero behind them.
 *
 * Threads: a coder may be used by any number of threads at once; every other object by one at a time. No signal handler, no
 * locale, no environment variable but KAWAT_PACK (read by kawat_coder_new) plays a part.
 *
 * What is promised: names, meaning and layout of everything here (docs/stability.md). Structs with a `struct_size` may grow at
 * their end. */
#ifndef KAWAT_KAWAT_H
#define KAWAT_KAWAT_H

#include <stddef.h>
#include <stdint.h>

#if defined(KAWAT_BUILDING) && defined(__GNUC__)
#define KAWAT_API __attribute__((visibility("default")))
#else
#define KAWAT_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* The Arrow C data and stream interfaces, as the Arrow project has published them. */
#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE

#define ARROW_FLAG_DICTIONARY_ORDERED 1
#define ARROW_FLAG_NULLABLE 2
#define ARROW_FLAG_MAP_KEYS_SORTED 4

struct ArrowSchema {
  const char* format;
  const char* name;
  const char* metadata;
  int64_t flags;
  int64_t n_children;
  struct ArrowSchema** children;
  struct ArrowSchema* dictionary;
  void (*release)(struct ArrowSchema*);
  void* private_data;
};

struct ArrowArray {
  int64_t length;
  int64_t null_count;
  int64_t offset;
  int64_t n_buffers;
  int64_t n_children;
  const void** buffers;
  struct ArrowArray** children;
  struct ArrowArray* dictionary;
  void (*release)(struct ArrowArray*);
  void* private_data;
};

#endif

#ifndef ARROW_C_STREAM_INTERFACE
#define ARROW_C_STREAM_INTERFACE

struct ArrowArrayStream {
  int (*get_schema)(struct ArrowArrayStream*, struct ArrowSchema* out);
  int (*get_next)(struct ArrowArrayStream*, struct ArrowArray* out);
  const char* (*get_last_error)(struct ArrowArrayStream*);
  void (*release)(struct ArrowArrayStream*);
  void* private_data;
};

#endif

/* Grows when something is added; a change that breaks callers makes another file name of the library (libkawat.so.2). */
#define KAWAT_ABI 1

/* What failed. Texts too long for their place are cut between characters. */
struct kawat_error {
  int32_t number;   /* as in docs/errors.md; 0 = nothing failed */
  char where[1024]; /* "actors.tsv:12", the id of an article; may be empty */
  char what[1024];  /* in one clause */
  char next[512];   /* what to do about it; may be empty */
};

/* "0.1.0" */
KAWAT_API const char* kawat_version(void);
/* KAWAT_ABI of the library that is loaded. */
KAWAT_API int32_t kawat_abi(void);

/* Coders --------------------------------------------------------------------------------------------------------------- */

struct kawat_coder_options {
  size_t struct_size;    /* sizeof(struct kawat_coder_options); what lies beyond is as if it were zero */
  const char* pack;      /* compiled language data; NULL: $KAWAT_PACK, kawat.pack beside the library, ../share/kawat/ */
  const char* languages; /* "id,en": articles in others are skipped (108). One alone: articles that name no language are
                            taken to be in it. NULL: every language there is, told by the text */
  const char* home;      /* ISO 3166 alpha-3 of those whose "Presiden", "DPR", "police" are meant; NULL: as the article shows */
  const char* outlet;    /* of articles that name none; may be NULL */
  const char* published; /* day of articles that have none, "2024-10-08"; may be NULL */
  const char* const* actors; /* files with actors of your own, which go before the shipped ones; the last goes first */
  size_t actor_count;
  double min_confidence; /* events below are left out, 0 to 1 */
};

struct kawat_coder;

/* Takes some 0.1 s for each language; languages that `languages` does not name are loaded when they are met. `options` may be
 * NULL. Errors: pack_missing, pack_damaged, unsupported_language, bad_date, file_missing, bad_table. */
KAWAT_API int32_t kawat_coder_new(const struct kawat_coder_options* options, struct kawat_coder** coder,
                                  struct kawat_error* error);
/* NULL is nothing. Streams that the coder made outlive it. */
KAWAT_API void kawat_coder_free(struct kawat_coder* coder);

/* Remembers texts, so that near-copies of them are known (docs/manual.md, "Near-copies"): some 100 MB when full. One call of
 * kawat_code at a time may use it. */
struct kawat_copies;
KAWAT_API int32_t kawat_copies_new(struct kawat_copies** copies, struct kawat_error* error);
KAWAT_API void kawat_copies_free(struct kawat_copies* copies);

struct kawat_code_options {
  size_t struct_size;          /* sizeof(struct kawat_code_options) */
  uint32_t threads;            /* 0 = one for each core. The rows are the same for any number */
  uint32_t drop_copies;        /* not 0: near-copies are not coded; else they are, and name the original in copy_of */
  struct kawat_copies* copies; /* NULL: near-copies are not looked for */
  /* Called by the calling thread, at least every 0.1 s while others code, and once at the end. Not 0 ends the call early, with
   * error 403 (stopped). May be NULL. */
  int32_t (*progress)(void* user, uint64_t done, uint64_t all);
  void* user;
};

/* Codes a batch of articles.
 *
 * articles: an Arrow struct array with fields of these names, all optional but `text` or `html`: id, text, html, title, url,
 * published, language, outlet, author, home; others are passed over. They are strings (utf8, large_utf8, utf8_view, dictionaries
 * of them; html also binary); published may be date32, date64 or a timestamp (its day in UTC), id an integer. An article without
 * an id gets its number in the batch, from 0. Both stay the caller's, and are only read.
 *
 * events: a stream of batches with the columns of docs/codebook.md, in the order of the articles. skipped: a stream with a row
 * for each article that could not be coded: row (int64, its number in the batch), id, number (int32), reason ("not_utf8"), what,
 * next. Both are finished when this returns and independent of the coder; release them. `skipped` may be NULL.
 *
 * Errors are those of the whole batch: bad_arrow, stopped. */
KAWAT_API int32_t kawat_code(const struct kawat_coder* coder, const struct ArrowSchema* schema, const struct ArrowArray* articles,
                             const struct kawat_code_options* options, struct ArrowArrayStream* events,
                             struct ArrowArrayStream* skipped, struct kawat_error* error);

/* The columns of `events` and of `skipped`. */
KAWAT_API int32_t kawat_event_schema(struct ArrowSchema* schema, struct kawat_error* error);
KAWAT_API int32_t kawat_skipped_schema(struct ArrowSchema* schema, struct kawat_error* error);

/* One article, all of whose fields but `text` may be NULL. */
struct kawat_article {
  size_t struct_size; /* sizeof(struct kawat_article) */
  const char *id, *text, *title, *url, *published, *language, *outlet, *author, *home;
};

/* Why each event was coded, and what was turned down, as `kawat explain --format json` prints it; plus "text", the article that
 * spans refer to. Free *json with kawat_free. Errors: those of the article. */
KAWAT_API int32_t kawat_explain(const struct kawat_coder* coder, const struct kawat_article* article, char** json,
                                struct kawat_error* error);

/* Coding away from the archive -------------------------------------------------------------------------------------------- */

struct kawat_intake_options {
  size_t struct_size;         /* sizeof(struct kawat_intake_options) */
  const char* language;       /* BCP 47, of articles that name none; may be NULL */
  const char* only_languages; /* "id,en": articles in others are left out; NULL: none are */
  const char* const* fields;  /* "text=isi": the article is under "isi" (as --field) */
  size_t field_count;
  const char* const* url_filters; /* as --url-filter */
  size_t url_filter_count;
  uint32_t keep_text; /* not 0: articles with their texts */
  uint32_t known;     /* not 0: the archive has all of them; they are read, since near-copies may follow, and not coded */
  const char* path;   /* the file that a batch is of, or that the one of `paths` is a piece of, cut off at lines; … */
  uint64_t first; /* … and the number of its first row or line there, from 0: articles without an id are "path:number", from 1 */
};

/* Codes articles so that `kawat archive adopt` can take them into an archive later, on another machine: `kawat ingest` in two
 * halves, of which this one may run in any number of processes (docs/spark.md).
 *
 * coded: a stream that reads and codes while it is read itself. A row for each document: id, sketch, record (bytes that mean
 * nothing to others; stored as they are), events (int32), hash (int64). For each that was skipped a row with number (int32),
 * reason, what, next, id being the place ("news.jsonl:7"); record is null, and sketch where it was not even read. For those left
 * out by design a row with a reason alone ("language", "http_status"), or one for many of them: count (int64). What cannot be
 * read at all is skipped too. Its get_next fails only when memory does.
 *
 * paths: files as `kawat code` reads them, web archives too. Errors: bad_option, bad_date, bad_arrow (of a batch). */
KAWAT_API int32_t kawat_intake_files(const struct kawat_coder* coder, const char* const* paths, size_t path_count,
                                     const struct kawat_intake_options* options, struct ArrowArrayStream* coded,
                                     struct kawat_error* error);
/* The same of a batch of articles, as kawat_code takes them; finished when this returns. */
KAWAT_API int32_t kawat_intake_batch(const struct kawat_coder* coder, const struct ArrowSchema* schema,
                                     const struct ArrowArray* articles, const struct kawat_intake_options* options,
                                     struct ArrowArrayStream* coded, struct kawat_error* error);
/* By what an archive knows that a file was read to its end: of size, time and samples of the content. "" for what is no file.
 * `language` as in the options. Free *hash with kawat_free. */
KAWAT_API int32_t kawat_input_hash(const char* path, const char* language, char** hash, struct kawat_error* error);

/* Archives -------------------------------------------------------------------------------------------------------------- */

/* An archive (docs/archive.md), of which questions are asked in SQL that the caller runs, in a DuckDB of the caller's own. While
 * it is open, no file of the generation it was opened at is removed. Errors: archive_missing, archive_damaged, archive_version.
 */
struct kawat_archive;
KAWAT_API int32_t kawat_archive_open(const char* folder, struct kawat_archive** archive, struct kawat_error* error);
KAWAT_API void kawat_archive_free(struct kawat_archive* archive);

/* SQL for `request`, a JSON object; free *sql with kawat_free.
 *   {"what": "views"}    statements that make the views of `kawat query --sql`: events, documents, event_rows, stories. To be run
 * first
 *   {"what": "events"}   one SELECT of events with every column of the codebook, by day; and any of the keys actor, recipient,
 * pair, type, mode, context, modality, place, outlet, speaker, language, quad (lists of texts, alternatives each; of pair two, in
 * either direction), from, to (days), min_confidence, text, most (how many) */
KAWAT_API int32_t kawat_archive_sql(const struct kawat_archive* archive, const char* request, char** sql,
                                    struct kawat_error* error);

/* Where kawat_ask puts an answer: row by row, each value as text (days as 2024-10-08), NULL for null. */
struct kawat_rows;
KAWAT_API void kawat_rows_add(struct kawat_rows* rows, size_t count, const char* const* values);
/* Runs one SELECT, after the views were made. Not 0: failed, and `kawat_rows_fail` may say why. */
typedef int32_t (*kawat_ask)(void* user, const char* sql, struct kawat_rows* rows);
KAWAT_API void kawat_rows_fail(struct kawat_rows* rows, const char* why);

/* The answer to `request` as JSON, from what `ask` gives; free *json with kawat_free.
 *   {"what": "dyad", "a": "PRK", "b": "RUS"}     `kawat dyad`: periods, changes, words, svg; and step, from, to, count, modality,
 *                                                min_confidence, one_way, interval, as its flags
 *   {"what": "stories", "a": …, "b": …}          the most told first; the same keys without interval, and most (20)
 *   {"what": "pairs"}                            pairs of countries, those with most events first; and the keys of "events" but
 * most Errors: bad_option, bad_query (with what `kawat_rows_fail` said). */
KAWAT_API int32_t kawat_archive_answer(const struct kawat_archive* archive, const char* request, kawat_ask ask, void* user,
                                       char** json, struct kawat_error* error);

/* Frees a text that this library returned; NULL is nothing. */
KAWAT_API void kawat_free(char* text);

#ifdef __cplusplus
}
#endif

#endif
