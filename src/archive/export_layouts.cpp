#include <unicode/locid.h>
#include <unicode/unistr.h>

#include <map>

#include "archive/export.h"
#include "archive/tables.h"
#include "model/row.h"

namespace kawat::archive {
namespace {

using ExportColumns = std::vector<ExportColumn>;

const std::map<std::string, std::string, std::less<>>& meanings() {
  static const std::map<std::string, std::string, std::less<>> all = {
      {"event_id", "identifies the row; computed from its content"},
      {"event_group", "shared by the rows of one event"},
      {"story_id", "shared by the same event told in several articles"},
      {"doc_id", "identifies the article"},
      {"url", "address of the article"},
      {"outlet", "who published it"},
      {"title", "headline"},
      {"author", "who wrote it"},
      {"language", "language of the article"},
      {"published", "day of the article"},
      {"sentence", "number of the sentence, from 0"},
      {"evidence_text", "the sentence that proves the event"},
      {"evidence_begin", "where it begins, in code points"},
      {"evidence_end", "where it ends, not included"},
      {"event_type", "PLOVER event type"},
      {"event_mode", "PLOVER mode"},
      {"contexts", "what it was about; several with ; between them"},
      {"quad_class", "1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict"},
      {"intensity", "PLOVER scale, -10 conflict to +10 cooperation"},
      {"cameo_code", "nearest CAMEO code; text, since it may begin with 0"},
      {"goldstein", "Goldstein value of that code"},
      {"modality", "actual, future, hypothetical, negated, historical"},
      {"trigger_text", "the words that name the act"},
      {"trigger_begin", "where they begin"},
      {"trigger_end", "where they end"},
      {"date_start", "first day on which it can have happened"},
      {"date_end", "last such day"},
      {"date_precision", "day, week, month, season, year, decade, open"},
      {"date_text", "the words that say when; empty = the article's day"},
      {"place_text", "where, as written"},
      {"place_name", "where, as resolved"},
      {"place_country", "ISO 3166 alpha-3"},
      {"latitude", "degrees north"},
      {"longitude", "degrees east"},
      {"attribution", "original speaker, those who pass it on, outlet; in CSV kind:name with ; between them"},
      {"is_quote", "the sentence stands in quotation marks"},
      {"confidence", "0 to 1"},
      {"rule", "what made the event"},
      {"kawat_version", "the program that coded it"},
      {"copy_of", "doc_id of an earlier article with nearly the same text; missing for originals"},
      {"_text", "the words for"},
      {"_begin", "where they begin"},
      {"_end", "where they end"},
      {"_name", "usual name of"},
      {"_code", "country and sector of"},
      {"_country", "ISO 3166 alpha-3, or IGO, UNO, EUR, NGO, ISM, IMG, MNC, of"},
      {"_sector", "PLOVER sector of"},
      {"_wikidata", "Wikidata item of"},
  };
  return all;
}

std::string meaning_of(const std::string& column) {
  for (const auto& [side, who] :
       {std::pair<std::string, std::string>{"actor", " who acted"}, {"recipient", " to whom it was done"}}) {
    if (column.compare(0, side.size(), side) != 0) continue;
    std::string what = meanings().at(column.substr(side.size()));
    return what + (what.find("where") == 0 ? "" : who);
  }
  return meanings().at(column);
}

ExportLayout events_layout() {
  ExportLayout out{"events", "every column of Kawat, as docs/codebook.md of the program describes them", ',', true, false, {},
                   {}};
  model::EventRow row;
  model::each_column(row, [&](std::string_view name, const auto&) {
    std::string column(name), sql = is_of_document(name) ? "d." + column : "e." + column;
    if (column == "story_id") sql = "coalesce(e.story_id, e.event_group)";
    out.columns.push_back({column, sql, meaning_of(column)});
  });
  return out;
}

// Actors whose country is a kind of organisation.
const char* const kNoCountry = "('IGO', 'UNO', 'EUR', 'NGO', 'ISM', 'IMG', 'MNC')";

struct Side {
  std::string column, joined;  // "actor", "ca"
  std::string country() const { return "e." + column + "_country"; }
  std::string sector() const { return "e." + column + "_sector"; }
  std::string state() const {
    return "CASE WHEN " + country() + " IN " + kNoCountry + " THEN NULL ELSE coalesce(" + joined + ".cameo, " + country() +
           ") END";
  }
  std::string group() const { return "CASE " + country() + " WHEN 'UNO' THEN 'UNO' WHEN 'EUR' THEN 'EEC' END"; }
  std::string kind() const {
    return "CASE " + country() +
           " WHEN 'IGO' THEN 'IGO' WHEN 'UNO' THEN 'IGO' WHEN 'EUR' THEN 'IGO' WHEN 'NGO' THEN 'NGO' WHEN 'IMG' THEN "
           "'IMG' WHEN 'MNC' THEN 'MNC' END";
  }
  // PLOVER's sectors under the names that CAMEO gives them.
  std::string role() const {
    return "CASE " + sector() +
           " WHEN 'JRN' THEN 'MED' WHEN 'MED' THEN 'HLH' WHEN 'SOC' THEN 'CVL' WHEN 'PRM' THEN 'UAF' WHEN 'PRE' THEN "
           "'GOV' WHEN 'UNK' THEN NULL ELSE " +
           sector() + " END";
  }
  std::string type(int n) const {
    if (n == 1) return "coalesce(" + kind() + ", " + role() + ")";
    if (n == 2) return "CASE WHEN " + kind() + " IS NOT NULL THEN " + role() + " END";
    return "NULL";
  }
  std::string code() const { return "nullif(concat(" + state() + ", " + group() + ", " + kind() + ", " + role() + "), '')"; }
  std::string name_in_english() const { return "coalesce(" + joined + ".name, " + country() + ")"; }
};
const Side kActor{"actor", "ca"}, kRecipient{"recipient", "cr"};

const char* const kNumber = "CAST('0x' || substr(e.event_id, 1, 15) AS BIGINT)";
// The day that layouts with one day want.
const char* const kDay = "coalesce(e.date_start, e.published)";
const char* const kRoot = "CAST(substr(e.cameo_code, 1, 2) AS INTEGER)";

ExportLayout gdelt(bool second) {
  ExportLayout out{second ? "gdelt2" : "gdelt1",
                   second ? "GDELT 2.0 events, 61 columns" : "GDELT 1.0 events, 58 columns",
                   '\t',
                   false,
                   true,
                   {},
                   {}};
  ExportColumns& c = out.columns;
  c.push_back({"GLOBALEVENTID", kNumber, "number made of event_id"});
  c.push_back({"SQLDATE", std::string("strftime(") + kDay + ", '%Y%m%d')",
               "first day on which it can have happened, else the article's"});
  c.push_back({"MonthYear", std::string("strftime(") + kDay + ", '%Y%m')", "its month"});
  c.push_back({"Year", std::string("strftime(") + kDay + ", '%Y')", "its year"});
  c.push_back({"FractionDate",
               std::string("round(year(") + kDay + ") + (month(" + kDay + ") * 30 + day(" + kDay + ")) / 365.0, 4)",
               "year + (month * 30 + day) / 365"});
  for (const auto& [prefix, side] : {std::pair<std::string, const Side*>{"Actor1", &kActor}, {"Actor2", &kRecipient}}) {
    const Side& s = *side;
    c.push_back({prefix + "Code", s.code(), "CAMEO code of the actor"});
    c.push_back({prefix + "Name", "upper(e." + s.column + "_name)", "name"});
    c.push_back({prefix + "CountryCode", s.state(), "CAMEO country"});
    c.push_back({prefix + "KnownGroupCode", s.group(), "UNO, EEC (European Union)"});
    c.push_back({prefix + "EthnicCode", "NULL", "not coded"});
    c.push_back({prefix + "Religion1Code", "NULL", "not coded"});
    c.push_back({prefix + "Religion2Code", "NULL", "not coded"});
    for (int n = 1; n <= 3; ++n)
      c.push_back({prefix + "Type" + std::to_string(n) + "Code", s.type(n), n == 3 ? "not coded" : "CAMEO role"});
  }
  c.push_back({"IsRootEvent", "CASE WHEN e.sentence = 0 THEN 1 ELSE 0 END", "1: told in the first sentence"});
  c.push_back({"EventCode", "e.cameo_code", "CAMEO code"});
  c.push_back({"EventBaseCode", "substr(e.cameo_code, 1, 3)", "its first three digits"});
  c.push_back({"EventRootCode", "substr(e.cameo_code, 1, 2)", "its first two digits"});
  c.push_back({"QuadClass",
               std::string("CASE WHEN ") + kRoot + " <= 5 THEN 1 WHEN " + kRoot + " <= 8 THEN 2 WHEN " + kRoot +
                   " <= 13 THEN 3 ELSE 4 END",
               "of the CAMEO code; may differ from PLOVER's"});
  c.push_back({"GoldsteinScale", "e.goldstein", "Goldstein value of the code"});
  c.push_back({"NumMentions", "1", "1: a row stands for one article"});
  c.push_back({"NumSources", "1", "1: likewise"});
  c.push_back({"NumArticles", "1", "1: likewise"});
  c.push_back({"AvgTone", "NULL", "not measured"});
  for (const std::string prefix : {"Actor1Geo", "Actor2Geo", "ActionGeo"}) {
    bool action = prefix == "ActionGeo";
    auto geo = [&](const char* name, const std::string& sql, const char* meaning) {
      c.push_back({prefix + "_" + name, action ? sql : "NULL", action ? meaning : "not located: only the act is"});
    };
    c.push_back({prefix + "_Type",
                 action ? "CASE WHEN e.place_country IS NULL THEN 0 WHEN e.latitude IS NULL THEN 1 WHEN e.place_country = 'USA' "
                          "THEN 3 ELSE 4 END"
                        : "0",
                 action ? "0 none, 1 country, 3 city in the USA, 4 city elsewhere" : "0: not located"});
    geo("FullName", "nullif(concat_ws(', ', e.place_name, CASE WHEN cp.name <> e.place_name THEN cp.name END), '')",
        "place and country");
    geo("CountryCode", "cp.fips", "FIPS 10-4");
    geo("ADM1Code", "cp.fips", "the country: provinces are not told apart");
    if (second) geo("ADM2Code", "NULL", "not coded");
    geo("Lat", "e.latitude", "degrees north");
    geo("Long", "e.longitude", "degrees east");
    geo("FeatureID", "NULL", "not coded");
  }
  c.push_back({"DATEADDED", second ? "strftime(e.published, '%Y%m%d') || '000000'" : "strftime(e.published, '%Y%m%d')",
               "day of the article"});
  c.push_back({"SOURCEURL", "d.url", "address of the article"});
  out.notes = {
      "GDELT's files have no line of names: the order of the columns below is the order in the file. Tabs separate them."};
  return out;
}

ExportLayout icews() {
  ExportLayout out{"icews", "ICEWS coded event data, 20 columns", '\t', true, true, {}, {}};
  ExportColumns& c = out.columns;
  c.push_back({"Event ID", kNumber, "number made of event_id"});
  c.push_back({"Event Date", kDay, "first day on which it can have happened, else the article's"});
  for (const auto& [prefix, side] : {std::pair<std::string, const Side*>{"Source", &kActor}, {"Target", &kRecipient}}) {
    const std::string label = side == &kActor ? "sa" : "sr";
    if (prefix == "Target") {
      c.push_back({"Event Text", "coalesce(cm.label, e.event_type)", "what the CAMEO code stands for, in Kawat's words"});
      c.push_back({"CAMEO Code", "e.cameo_code", "CAMEO code; text, since it may begin with 0"});
      c.push_back({"Intensity", "e.goldstein", "Goldstein value of the code"});
    }
    c.push_back({prefix + " Name", "e." + side->column + "_name", "name"});
    c.push_back({prefix + " Sectors", label + ".label", "sector in words"});
    c.push_back({prefix + " Country", side->name_in_english(), "country in English (CLDR)"});
  }
  c.push_back(
      {"Story ID", "CAST('0x' || substr(coalesce(e.story_id, e.event_group), 1, 15) AS BIGINT)", "number made of story_id"});
  c.push_back({"Sentence Number", "e.sentence + 1", "number of the sentence, from 1"});
  c.push_back({"Publisher", "e.outlet", "who published the article"});
  c.push_back({"City", "CASE WHEN e.latitude IS NOT NULL THEN e.place_name END", "where"});
  c.push_back({"District", "NULL", "not coded"});
  c.push_back({"Province", "NULL", "not coded"});
  c.push_back({"Country", "coalesce(cp.name, e.place_country)", "where, in English (CLDR)"});
  c.push_back({"Latitude", "e.latitude", "degrees north"});
  c.push_back({"Longitude", "e.longitude", "degrees east"});
  out.notes = {
      "Names with blanks are those of ICEWS; Stata and R make names of their own of them (\"Event ID\": eventid, Event.ID)."};
  return out;
}

ExportLayout polecat() {
  ExportLayout out{"polecat", "POLECAT (PLOVER) event data, 40 columns", '\t', true, true, {}, {}};
  ExportColumns& c = out.columns;
  c.push_back({"Event ID", "e.event_id", "identifies the row"});
  c.push_back({"Event Date", kDay, "first day on which it can have happened, else the article's"});
  c.push_back({"Event Type", "e.event_type", "PLOVER event type"});
  c.push_back({"Event Mode", "e.event_mode", "PLOVER mode"});
  c.push_back({"Intensity", "e.intensity", "PLOVER scale, -10 to +10"});
  c.push_back({"Quad Code",
               "['VERBAL COOPERATION', 'MATERIAL COOPERATION', 'VERBAL CONFLICT', 'MATERIAL CONFLICT'][e.quad_class]",
               "quad class in words"});
  c.push_back({"Contexts", "array_to_string(e.contexts, ';')", "several with ; between them"});
  for (const auto& [prefix, side] : {std::pair<std::string, const Side*>{"Actor", &kActor}, {"Recipient", &kRecipient}}) {
    const Side& s = *side;
    c.push_back({prefix + " Name", "e." + s.column + "_name", "usual name"});
    c.push_back({prefix + " Country", s.country(), "ISO 3166 alpha-3, or IGO, UNO, EUR, NGO, ISM, IMG, MNC"});
    c.push_back({prefix + " COW", s.joined + ".cow", "number in Correlates of War"});
    c.push_back({"Primary " + prefix + " Sector", s.sector(), "PLOVER sector"});
    c.push_back({prefix + " Sectors", s.sector(), "the same: one is coded"});
    c.push_back({prefix + " Title", "NULL", "not coded"});
    c.push_back({prefix + " Name Raw", "e." + s.column + "_text", "the words of the article"});
    c.push_back({"Wikipedia " + prefix + " ID", "e." + s.column + "_wikidata", "Wikidata item (POLECAT: title in Wikipedia)"});
  }
  c.push_back({"Placename", "e.place_name", "where"});
  c.push_back({"City", "CASE WHEN e.latitude IS NOT NULL THEN e.place_name END", "where, if it is a city"});
  c.push_back({"District", "NULL", "not coded"});
  c.push_back({"Province", "NULL", "not coded"});
  c.push_back({"Country", "e.place_country", "ISO 3166 alpha-3"});
  c.push_back({"Latitude", "e.latitude", "degrees north"});
  c.push_back({"Longitude", "e.longitude", "degrees east"});
  c.push_back({"GeoNames ID", "NULL", "not coded"});
  c.push_back({"Raw Placename", "e.place_text", "where, as written"});
  c.push_back({"Feature Type", "NULL", "not coded"});
  c.push_back({"Source", "e.outlet", "who published the article"});
  c.push_back({"Publication Date", "e.published", "day of the article"});
  c.push_back({"Story People", "NULL", "not coded"});
  c.push_back({"Story Organizations", "NULL", "not coded"});
  c.push_back({"Story Locations", "NULL", "not coded"});
  c.push_back({"Language", "e.language", "language of the article"});
  c.push_back({"Version", "e.kawat_version", "version of Kawat"});
  out.notes = {"Names with blanks are those of POLECAT; Stata and R make names of their own of them."};
  return out;
}

// ICU's, since the archive knows codes only.
std::map<std::string, std::string> names_in_english() {
  std::map<std::string, std::string> out = {{"KOS", "Kosovo"}};
  for (const char* const* code = icu::Locale::getISOCountries(); *code != nullptr; ++code) {
    icu::Locale place("und", *code);
    icu::UnicodeString name;
    place.getDisplayCountry(icu::Locale::getEnglish(), name);
    std::string text;
    name.toUTF8String(text);
    out[place.getISO3Country()] = text;
  }
  return out;
}

}  // namespace

std::string ExportLayout::select() const {
  std::string out;
  for (const ExportColumn& c : columns) out += (out.empty() ? "" : ", ") + c.sql + " AS " + identifier(c.name);
  return out;
}

const ExportLayout* export_layout(std::string_view name) {
  static const std::vector<ExportLayout> all = {events_layout(), gdelt(false), gdelt(true), icews(), polecat()};
  for (const ExportLayout& l : all) {
    if (l.name == name) return &l;
  }
  return nullptr;
}

Status add_names(Archive& archive, const Names& names) {
  auto cell = [](const std::string& s) { return s.empty() ? std::string("NULL") : literal(s); };
  auto english = names_in_english();
  std::string sql =
      "CREATE OR REPLACE TEMP TABLE country_names (iso3 VARCHAR, fips VARCHAR, cow VARCHAR, cameo VARCHAR, \"name\" VARCHAR);"
      "CREATE OR REPLACE TEMP TABLE cameo_names (code VARCHAR, label VARCHAR);"
      "CREATE OR REPLACE TEMP TABLE sector_names (code VARCHAR, label VARCHAR);";
  for (const Names::Country& c : names.countries) {
    sql += "INSERT INTO country_names VALUES (" + cell(c.iso3) + ", " + cell(c.fips) + ", " + cell(c.cow) + ", " + cell(c.cameo) +
           ", " + cell(english[c.iso3]) + ");";
  }
  for (const auto& [table, rows] : {std::pair{"cameo_names", &names.cameo}, std::pair{"sector_names", &names.sectors}}) {
    for (const auto& [code, label] : *rows)
      sql += "INSERT INTO " + std::string(table) + " VALUES (" + cell(code) + ", " + cell(label) + ");";
  }
  return archive.database().run("BEGIN;" + sql + "COMMIT;");
}

std::string name_joins() {
  return " LEFT JOIN country_names ca ON ca.iso3 = e.actor_country LEFT JOIN country_names cr ON cr.iso3 = e.recipient_country"
         " LEFT JOIN country_names cp ON cp.iso3 = e.place_country LEFT JOIN cameo_names cm ON cm.code = e.cameo_code"
         " LEFT JOIN sector_names sa ON sa.code = e.actor_sector LEFT JOIN sector_names sr ON sr.code = e.recipient_sector";
}

std::string codebook(const ExportLayout& layout, const CodebookFacts& facts, const std::vector<std::string>& types) {
  std::string out = "# Codebook of " + facts.file + "\n\n";
  out += std::to_string(facts.rows) + " rows; layout: " + std::string(layout.what) + ".\n";
  out += "Made by kawat " KAWAT_VERSION " from the archive " + facts.archive + ", generation " +
         std::to_string(facts.generation) + ".\n";
  out += facts.asked.empty() ? "All events.\n" : "Asked for: `" + facts.asked + "`.\n";
  if (layout.only_actual)
    out += "Only what was done or said (modality `actual`), unless asked otherwise: this layout has no column for the rest.\n";
  for (const std::string& note : layout.notes) out += note + "\n";
  out += "\n| number | column | meaning |\n|---|---|---|\n";
  for (std::size_t i = 0; i < layout.columns.size(); ++i)
    out += "| " + std::to_string(i + 1) + " | `" + layout.columns[i].name + "` | " + layout.columns[i].meaning + " |\n";
  out +=
      "\nA row is one act of one actor towards one recipient, as one article tells it. Empty cells: not known, or not coded.\n";
  if (!types.empty()) {
    out += "\n| event type | quad class | intensity |\n|---|---|---|\n";
    for (const std::string& t : types) out += t + "\n";
  }
  return out;
}

}  // namespace kawat::archive
