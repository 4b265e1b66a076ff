/* libkawat.so from C11, as a program of a user would call it.
 *
 * usage: test_c_api            exits 1 and says which expectation failed
 *        test_c_api --sizes    sizes of the structs, for check_abi.py */
#include <kawat/kawat.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int failures = 0;
#define EXPECT(condition)                                             \
  do {                                                                \
    if (!(condition)) {                                               \
      fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); \
      ++failures;                                                     \
    }                                                                 \
  } while (0)

/* A table of two articles: id and text. Nothing of it is allocated. */
static const char* kTexts =
    "Iran condemned Israel on Monday.Presiden Joko Widodo bertemu dengan Presiden Prancis Emmanuel Macron.";
static int32_t text_ends[3], id_ends[3] = {0, 1, 2};
static void no_schema(struct ArrowSchema* s) { s->release = NULL; }
static void no_array(struct ArrowArray* a) { a->release = NULL; }

struct Input {
  struct ArrowSchema schema, fields[2], *field_list[2];
  struct ArrowArray array, columns[2], *column_list[2];
  const void *id_buffers[3], *text_buffers[3], *no_buffers[1];
};

static void make_input(struct Input* in, const char* text_name, const char* text_format) {
  memset(in, 0, sizeof *in);
  text_ends[1] = (int32_t)(strchr(kTexts, '.') - kTexts) + 1;
  text_ends[2] = (int32_t)strlen(kTexts);
  in->id_buffers[1] = id_ends, in->id_buffers[2] = "ab";
  in->text_buffers[1] = text_ends, in->text_buffers[2] = kTexts;
  in->fields[0] = (struct ArrowSchema){.format = "u", .name = "id", .release = no_schema};
  in->fields[1] = (struct ArrowSchema){.format = text_format, .name = text_name, .release = no_schema};
  in->columns[0] = (struct ArrowArray){.length = 2, .n_buffers = 3, .buffers = in->id_buffers, .release = no_array};
  in->columns[1] = (struct ArrowArray){.length = 2, .n_buffers = 3, .buffers = in->text_buffers, .release = no_array};
  for (int i = 0; i < 2; ++i) in->field_list[i] = &in->fields[i], in->column_list[i] = &in->columns[i];
  in->schema = (struct ArrowSchema){.format = "+s", .n_children = 2, .children = in->field_list, .release = no_schema};
  in->array = (struct ArrowArray){
      .length = 2, .n_buffers = 1, .buffers = in->no_buffers, .n_children = 2, .children = in->column_list, .release = no_array};
}

static int64_t column_named(const struct ArrowSchema* schema, const char* name) {
  for (int64_t i = 0; i < schema->n_children; ++i) {
    if (strcmp(schema->children[i]->name, name) == 0) return i;
  }
  return -1;
}

static int is_text(const struct ArrowArray* array, int64_t column, int64_t row, const char* wanted) {
  const struct ArrowArray* c = array->children[column];
  const int32_t* ends = c->buffers[1];
  size_t size = (size_t)(ends[row + 1] - ends[row]);
  return size == strlen(wanted) && memcmp((const char*)c->buffers[2] + ends[row], wanted, size) == 0;
}

static int32_t stop_at_once(void* user, uint64_t done, uint64_t all) {
  ++*(int*)user;
  return done <= all ? 1 : 0;
}

static void code(const struct kawat_coder* coder) {
  struct Input in;
  struct kawat_error error;
  struct ArrowArrayStream events, skipped;
  make_input(&in, "text", "u");
  int32_t number = kawat_code(coder, &in.schema, &in.array, NULL, &events, &skipped, &error);
  EXPECT(number == 0);
  if (number != 0) return;
  struct ArrowSchema schema;
  struct ArrowArray batch, end;
  EXPECT(events.get_schema(&events, &schema) == 0);
  EXPECT(events.get_next(&events, &batch) == 0);
  EXPECT(batch.release != NULL && batch.length == 3); /* ACCUSE once, CONSULT in both directions */
  EXPECT(events.get_next(&events, &end) == 0 && end.release == NULL);
  events.release(&events); /* batches outlive their stream */
  if (batch.release != NULL) {
    int64_t type = column_named(&schema, "event_type"), who = column_named(&schema, "actor_code"),
            id = column_named(&schema, "doc_id");
    EXPECT(is_text(&batch, id, 0, "a") && is_text(&batch, type, 0, "ACCUSE") && is_text(&batch, who, 0, "IRN"));
    EXPECT(is_text(&batch, id, 1, "b") && is_text(&batch, type, 1, "CONSULT") && is_text(&batch, who, 1, "IDNGOV"));
    batch.release(&batch);
  }
  schema.release(&schema);
  EXPECT(skipped.get_next(&skipped, &batch) == 0 && batch.release == NULL);
  skipped.release(&skipped);

  int calls = 0;
  struct kawat_code_options options = {.struct_size = sizeof options, .threads = 1, .progress = stop_at_once, .user = &calls};
  EXPECT(kawat_code(coder, &in.schema, &in.array, &options, &events, NULL, &error) == 403);
  EXPECT(calls >= 1 && error.number == 403);

  make_input(&in, "headline", "u"); /* no column of texts */
  EXPECT(kawat_code(coder, &in.schema, &in.array, NULL, &events, NULL, &error) == 116);
  EXPECT(strstr(error.next, "text") != NULL);
  make_input(&in, "text", "g");
  EXPECT(kawat_code(coder, &in.schema, &in.array, NULL, &events, NULL, NULL) == 116); /* without an error to fill */
}

static void explain(const struct kawat_coder* coder) {
  struct kawat_error error;
  char* json = NULL;
  struct kawat_article article = {
      .struct_size = sizeof article, .text = "Iran condemned Israel on Monday.", .published = "2024-10-08"};
  EXPECT(kawat_explain(coder, &article, &json, &error) == 0);
  EXPECT(json != NULL && strstr(json, "\"event_type\":\"ACCUSE\"") != NULL &&
         strstr(json, "\"published\":\"2024-10-08\"") != NULL);
  kawat_free(json);
  article.text = " ";
  EXPECT(kawat_explain(coder, &article, &json, &error) == 106);
  article.struct_size = 0;
  EXPECT(kawat_explain(coder, &article, &json, &error) == 401);
}

/* Articles for an archive elsewhere: of a batch, and of files that are read while the stream is. */
static void intake(struct kawat_coder* coder) {
  struct Input in;
  struct kawat_error error;
  struct ArrowArrayStream coded;
  struct ArrowSchema schema;
  struct ArrowArray batch, end;
  const char* fields[] = {"text=story_body"};
  struct kawat_intake_options options = {.struct_size = sizeof options, .path = "table", .first = 10};
  make_input(&in, "story_body", "u");
  EXPECT(kawat_intake_batch(coder, &in.schema, &in.array, &options, &coded, &error) == 116);
  options.fields = fields, options.field_count = 1;
  EXPECT(kawat_intake_batch(coder, &in.schema, &in.array, &options, &coded, &error) == 0);
  EXPECT(coded.get_schema(&coded, &schema) == 0 && coded.get_next(&coded, &batch) == 0);
  int64_t id = column_named(&schema, "id"), record = column_named(&schema, "record"), events = column_named(&schema, "events");
  EXPECT(batch.length == 2 && is_text(&batch, id, 0, "a") && is_text(&batch, id, 1, "b"));
  EXPECT(batch.children[record]->null_count == 0 && ((const int32_t*)batch.children[events]->buffers[1])[1] == 2);
  EXPECT(coded.get_next(&coded, &end) == 0 && end.release == NULL);
  batch.release(&batch), schema.release(&schema), coded.release(&coded);

  options.only_languages = "en"; /* "b" is left out, with a reason and no error */
  EXPECT(kawat_intake_batch(coder, &in.schema, &in.array, &options, &coded, &error) == 0);
  EXPECT(coded.get_schema(&coded, &schema) == 0 && coded.get_next(&coded, &batch) == 0);
  EXPECT(batch.length == 2 && batch.children[record]->null_count == 1 &&
         is_text(&batch, column_named(&schema, "reason"), 1, "language"));
  EXPECT(batch.children[column_named(&schema, "number")]->null_count == 2);
  batch.release(&batch), schema.release(&schema), coded.release(&coded);
  fields[0] = "nothing";
  EXPECT(kawat_intake_batch(coder, &in.schema, &in.array, &options, &coded, &error) == 401);

  const char* paths[] = {"/nowhere/news.jsonl"};
  EXPECT(kawat_intake_files(coder, paths, 1, NULL, &coded, &error) == 0);
  kawat_coder_free(coder); /* the stream keeps it */
  EXPECT(coded.get_schema(&coded, &schema) == 0 && coded.get_next(&coded, &batch) == 0 && batch.length == 1);
  EXPECT(is_text(&batch, id, 0, "/nowhere/news.jsonl"));
  EXPECT(((const int32_t*)batch.children[column_named(&schema, "number")]->buffers[1])[0] == 101);
  EXPECT(coded.get_next(&coded, &end) == 0 && end.release == NULL && coded.get_next(&coded, &end) == 0 && end.release == NULL);
  batch.release(&batch), schema.release(&schema), coded.release(&coded);

  char* hash = NULL;
  EXPECT(kawat_input_hash("/nowhere", NULL, &hash, &error) == 0 && hash != NULL && hash[0] == 0);
  kawat_free(hash);
}

int main(int argc, char** argv) {
  if (argc > 1 && strcmp(argv[1], "--sizes") == 0) {
    printf("kawat_error %zu\nkawat_coder_options %zu\nkawat_code_options %zu\nkawat_article %zu\nkawat_intake_options %zu\n",
           sizeof(struct kawat_error), sizeof(struct kawat_coder_options), sizeof(struct kawat_code_options),
           sizeof(struct kawat_article), sizeof(struct kawat_intake_options));
    return 0;
  }
  struct kawat_error error;
  struct kawat_coder* coder = NULL;
  EXPECT(kawat_abi() == KAWAT_ABI);
  EXPECT(strlen(kawat_version()) > 0);
  struct kawat_coder_options options = {.struct_size = sizeof options, .languages = "xx"};
  EXPECT(kawat_coder_new(&options, &coder, &error) == 108 && coder == NULL);
  EXPECT(error.number == 108 && strstr(error.what, "xx") != NULL && error.next[0] != 0);
  options.languages = NULL, options.pack = "/nowhere/kawat.pack";
  EXPECT(kawat_coder_new(&options, &coder, &error) == 201);
  EXPECT(kawat_coder_new(NULL, NULL, &error) == 401);
  if (kawat_coder_new(NULL, &coder, &error) != 0) {
    fprintf(stderr, "error %d: %s %s\n", error.number, error.where, error.what);
    return 1;
  }
  code(coder);
  explain(coder);
  intake(coder); /* frees it */
  kawat_coder_free(NULL);
  struct kawat_copies* copies = NULL;
  EXPECT(kawat_copies_new(&copies, &error) == 0);
  kawat_copies_free(copies);
  if (failures > 0) fprintf(stderr, "%d expectations failed\n", failures);
  return failures > 0;
}
