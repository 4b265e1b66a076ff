# Kawat for R: archives of political events as data frames. Base R only, no package; the program `kawat` does the reading.
#
#   source("r/kawat.R")
#   events   <- kawat_events("news/", pair = c("PRK", "RUS"), from = "2022")
#   relation <- kawat_dyad("news/", "PRK", "RUS")
#   plot_dyad(relation)
#
# docs/r.md shows more. Where the program is not on the PATH: options(kawat.program = "build/release/kawat"), or the environment
# variable KAWAT_PROGRAM. What fails stops with the program's own words and number (docs/errors.md). Columns are those of
# docs/codebook.md.

#' Path of the program: option kawat.program, else $KAWAT_PROGRAM, else what is on the PATH.
kawat_program <- function() {
  program <- getOption("kawat.program", Sys.getenv("KAWAT_PROGRAM", unname(Sys.which("kawat"))))
  if (!nzchar(program)) stop('kawat was not found; set options(kawat.program = "…")', call. = FALSE)
  program
}

# Runs a verb and returns the lines of its answer; none where nothing matched (exit code 3).
kawat_lines <- function(arguments) {
  answer <- tempfile("kawat-", fileext = ".out")
  words <- tempfile("kawat-", fileext = ".err")
  on.exit(unlink(c(answer, words)))
  code <- suppressWarnings(system2(kawat_program(), shQuote(arguments), stdout = answer, stderr = words))
  if (!code %in% c(0, 3)) stop(paste(readLines(words, encoding = "UTF-8", warn = FALSE), collapse = "\n"), call. = FALSE)
  readLines(answer, encoding = "UTF-8", warn = FALSE)
}

# A flag with its value; nothing where the value is NULL. Several values are joined by commas, as the program takes them.
kawat_flag <- function(name, value) {
  if (is.null(value)) character() else c(name, paste(value, collapse = ","))
}

# CSV of the program → data frame. Everything is read as text first, so that "NA" or "T" in a headline stays what it is.
kawat_frame <- function(lines) {
  if (length(lines) == 0) return(data.frame())
  frame <- read.csv(text = lines, colClasses = "character", na.strings = character(), check.names = FALSE, encoding = "UTF-8")
  frame[] <- lapply(frame, function(column) {
    Encoding(column) <- "UTF-8"
    replace(column, !nzchar(column), NA_character_)
  })
  frame
}

# Text → numbers and logicals where every value is one; the rest stays text.
kawat_guess <- function(column) {
  known <- column[!is.na(column)]
  if (length(known) == 0) return(column)
  if (all(known %in% c("true", "false"))) return(column == "true")
  if (all(grepl("^[0-9]{4}-[0-9]{2}-[0-9]{2}$", known))) return(as.Date(column))
  if (all(grepl("^-?([1-9][0-9]*|0)(\\.[0-9]+)?([eE][-+]?[0-9]+)?$", known))) return(as.numeric(column))
  column
}

kawat_event_types <- c("AGREE", "CONSULT", "SUPPORT", "COOPERATE", "AID", "CONCEDE", "RETREAT", "REQUEST", "ACCUSE", "REJECT", "THREATEN",
                       "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT")
kawat_modalities <- c("actual", "future", "hypothetical", "negated", "historical")
kawat_quads <- c("verbal cooperation", "material cooperation", "verbal conflict", "material conflict")
kawat_columns <- c(
  "event_id", "event_group", "story_id", "doc_id", "url", "outlet", "title", "author", "language", "published", "sentence",
  "evidence_text", "evidence_begin", "evidence_end", "event_type", "event_mode", "contexts", "quad_class", "intensity", "cameo_code",
  "goldstein", "modality", paste0("actor_", c("text", "begin", "end", "name", "code", "country", "sector", "wikidata")),
  paste0("recipient_", c("text", "begin", "end", "name", "code", "country", "sector", "wikidata")), "trigger_text", "trigger_begin",
  "trigger_end", "date_start", "date_end", "date_precision", "date_text", "place_text", "place_name", "place_country", "latitude",
  "longitude", "attribution", "is_quote", "confidence", "rule", "kawat_version", "copy_of")

#' Events of an archive, by day: a data frame of one row per event, actor and recipient.
#'
#' @param dir        folder of the archive (kawat ingest, kawat watch)
#' @param pair       two countries, in either direction: c("IDN", "MYS")
#' @param actor,recipient  a code ("RUS" finds "RUSGOV" too), a Wikidata item, part of a name
#' @param type,mode,context,modality,quad  values of these columns; several are alternatives
#' @param from,to    first and last day of date_start: Date or text, "2024-10-08", "2024-10", "2024"
#' @param place,outlet,speaker,text  as the flags of `kawat query`
#' @param min_confidence  leave out events below, 0 to 1
#' @param limit      at most so many rows
#' @return A data frame. published, date_start, date_end: Date. is_quote: logical. event_type, modality, quad, language: factor; quad is
#'   quad_class by its name. cameo_code stays text ("042"). contexts: list of character vectors. Offsets and figures: numbers. The rest:
#'   character. No rows where nothing matches.
kawat_events <- function(dir, pair = NULL, actor = NULL, recipient = NULL, type = NULL, mode = NULL, context = NULL, modality = NULL,
                         quad = NULL, from = NULL, to = NULL, place = NULL, outlet = NULL, speaker = NULL, text = NULL,
                         min_confidence = NULL, limit = NULL) {
  events <- kawat_frame(kawat_lines(c(
    "query", "-q", "-a", dir, "--format", "csv", kawat_flag("--pair", pair), kawat_flag("--actor", actor),
    kawat_flag("--recipient", recipient), kawat_flag("--type", type), kawat_flag("--mode", mode), kawat_flag("--context", context),
    kawat_flag("--modality", modality), kawat_flag("--quad", quad), kawat_flag("--from", from), kawat_flag("--to", to),
    kawat_flag("--place", place), kawat_flag("--outlet", outlet), kawat_flag("--speaker", speaker), kawat_flag("--text", text),
    kawat_flag("--min-confidence", min_confidence), kawat_flag("--limit", limit))))
  if (nrow(events) == 0) {
    events <- as.data.frame(setNames(rep(list(character()), length(kawat_columns)), kawat_columns))
  }
  for (name in c("published", "date_start", "date_end")) events[[name]] <- as.Date(events[[name]])
  integers <- c("sentence", "quad_class", grep("_(begin|end)$", names(events), value = TRUE))
  for (name in setdiff(integers, "date_end")) events[[name]] <- as.integer(events[[name]])
  for (name in c("intensity", "goldstein", "latitude", "longitude", "confidence")) events[[name]] <- as.numeric(events[[name]])
  events$is_quote <- events$is_quote == "true"
  events$event_type <- factor(events$event_type, levels = kawat_event_types)
  events$modality <- factor(events$modality, levels = kawat_modalities)
  events$language <- factor(events$language)
  events$quad <- factor(events$quad_class, levels = 1:4, labels = kawat_quads)
  events$contexts <- I(lapply(strsplit(events$contexts, ";", fixed = TRUE), function(words) words[!is.na(words)]))
  events
}

#' One SELECT of DuckDB's SQL over the views events, documents, event_rows, stories (docs/archive.md).
#'
#' @return A data frame; numbers, logicals and days are recognised by how they look. No rows and columns where nothing came out.
kawat_sql <- function(dir, select) {
  frame <- kawat_frame(kawat_lines(c("query", "-q", "-a", dir, "--format", "csv", "--sql", select)))
  frame[] <- lapply(frame, kawat_guess)
  frame
}

# One flat JSON object a line → data frame.
kawat_json <- function(lines) {
  cell <- '"([A-Za-z0-9_]+)":("(?:[^"\\\\]|\\\\.)*"|[^,}\\s]+)'
  rows <- lapply(regmatches(lines, gregexpr(cell, lines, perl = TRUE)), function(found) {
    values <- sub('^"((?:.|\\n)*)"$', "\\1", sub(cell, "\\2", found, perl = TRUE), perl = TRUE)
    setNames(as.list(replace(values, values == "null", NA_character_)), sub(cell, "\\1", found, perl = TRUE))
  })
  frame <- do.call(rbind, lapply(rows, as.data.frame))
  if (is.null(frame)) return(data.frame())
  frame[] <- lapply(frame, kawat_guess)
  frame
}

#' The relation of two actors over time, as `kawat dyad` computes it (docs/methods).
#'
#' @param dir        folder of the archive
#' @param a,b        countries or other codes
#' @param step       "month" or "week"
#' @param from,to    first and last day of the events
#' @param count      "stories", "groups" or "rows": what is counted
#' @param modality   which events count; NULL: what is actual
#' @param min_confidence  leave out events below
#' @param one_way    only what a did to b
#' @param interval   probability of the intervals
#' @return A data frame of class kawat_dyad, one row a period: start (Date), observed (logical), stories, quad1 … quad4, and with _low and
#'   _high beside them share, level, volume, volume_level. attr(, "changes"): a data frame of the changes: start, from, to (Date),
#'   probability, before, after. No rows where the archive tells nothing about the two.
kawat_dyad <- function(dir, a, b, step = c("month", "week"), from = NULL, to = NULL, count = c("stories", "groups", "rows"),
                       modality = NULL, min_confidence = NULL, one_way = FALSE, interval = 0.9) {
  step <- match.arg(step)
  lines <- kawat_lines(c(
    "dyad", "-q", "-a", dir, "--format", "jsonl", "--step", step, "--count", match.arg(count), "--interval", interval,
    kawat_flag("--from", from), kawat_flag("--to", to), kawat_flag("--modality", modality),
    kawat_flag("--min-confidence", min_confidence), if (one_way) "--one-way", a, b))
  periods <- kawat_json(grep('^\\{"kind":"period"', lines, value = TRUE))
  changes <- kawat_json(sub(',"mix":.*', "}", grep('^\\{"kind":"change"', lines, value = TRUE)))  # what is nested comes last
  structure(periods[setdiff(names(periods), "kind")], class = c("kawat_dyad", "data.frame"), pair = c(a, b), step = step,
            changes = changes[setdiff(names(changes), "kind")])
}

#' Pairs of states that came closer, or moved apart, between two windows.
#'
#' @param before,after  windows: "2010..2019", "2022-07..2024-12", "2024"
#' @param certain    the direction's probability at least
#' @param least      leave out pairs with fewer stories in a window
#' @return A data frame: a, b, stories_before, stories_after, before, after (shares of cooperation), change (log-odds), probability.
kawat_rising <- function(dir, before, after, certain = 0.95, least = 3) {
  rows <- kawat_json(kawat_lines(c("rising", "-q", "-a", dir, "--before", before, "--after", after, "--certain", certain, "--least", least,
                                   "--format", "jsonl")))
  rows[setdiff(names(rows), "kind")]
}

#' A panel for regressions: one row for each pair of states and period, also where nothing happened.
#'
#' Only periods in which the archive holds an article of any pair are there: what nobody reported on is missing, not zero. Counts are
#' stories (one event told by many articles counts once) of what is actual.
#'
#' @param pairs  which, in alphabetical order within ("PRK-RUS"); NULL: every pair with at least `least` stories
#' @param by     "month", "quarter" or "year"
#' @return A data frame: pair (factor), period (Date, its first day), verbal_cooperation, material_cooperation, verbal_conflict,
#'   material_conflict, stories, goldstein (sum).
kawat_panel <- function(dir, pairs = NULL, by = c("month", "quarter", "year"), least = 10, from = NULL, to = NULL) {
  by <- match.arg(by)
  days <- paste0(if (!is.null(from)) paste0(" AND date_start >= DATE '", as.Date(from), "'"),
                 if (!is.null(to)) paste0(" AND date_start <= DATE '", as.Date(to), "'"))
  counted <- kawat_sql(dir, paste0(
    "SELECT pair, date_trunc('", by, "', day)::DATE AS period, count(*) FILTER (quad = 1) AS verbal_cooperation, ",
    "count(*) FILTER (quad = 2) AS material_cooperation, count(*) FILTER (quad = 3) AS verbal_conflict, ",
    "count(*) FILTER (quad = 4) AS material_conflict, count(*) AS stories, sum(goldstein) AS goldstein ",
    "FROM (SELECT pair, story_id, min(date_start) AS day, mode(quad_class) AS quad, avg(goldstein) AS goldstein FROM events ",
    "WHERE pair IS NOT NULL AND split_part(pair, '-', 1) <> split_part(pair, '-', 2) AND date_start IS NOT NULL AND modality = 'actual'",
    days, " GROUP BY pair, story_id) GROUP BY ALL ORDER BY pair, period"))
  seen <- kawat_sql(dir, paste0("SELECT DISTINCT date_trunc('", by, "', date_start)::DATE AS period FROM events ",
                                "WHERE date_start IS NOT NULL AND modality = 'actual'", days, " ORDER BY period"))
  if (nrow(counted) == 0) return(counted)
  if (is.null(pairs)) {
    sums <- tapply(counted$stories, counted$pair, sum)
    pairs <- names(sums)[sums >= least]
  }
  panel <- merge(expand.grid(pair = pairs, period = seen$period, stringsAsFactors = FALSE), counted, all.x = TRUE)
  for (name in setdiff(names(panel), c("pair", "period"))) panel[[name]][is.na(panel[[name]])] <- 0
  panel <- panel[order(panel$pair, panel$period), ]
  panel$pair <- factor(panel$pair, levels = sort(pairs))
  rownames(panel) <- NULL
  panel
}

#' Picture of a relation: the level with its interval, the periods as points as large as their stories, the changes, and the volume.
#'
#' @param relation  what kawat_dyad returned
#' @param changes   draw the changes
plot_dyad <- function(relation, changes = TRUE, main = paste(attr(relation, "pair"), collapse = " – ")) {
  if (nrow(relation) == 0) stop("there is no period to draw", call. = FALSE)
  before <- par(no.readonly = TRUE)
  on.exit(par(before))
  layout(matrix(1:2), heights = c(3, 1))
  marks <- if (changes) attr(relation, "changes")$start else NULL
  par(mar = c(0.5, 4.5, 2.5, 1))
  plot(relation$start, relation$level, type = "n", ylim = c(0, 1), xaxt = "n", xlab = "", ylab = "share of cooperation", main = main)
  polygon(c(relation$start, rev(relation$start)), c(relation$level_low, rev(relation$level_high)), col = "#0072B233", border = NA)
  abline(h = 0.5, col = "grey80")
  lines(relation$start, relation$level, col = "#0072B2", lwd = 2)
  seen <- relation[relation$stories > 0, ]
  points(seen$start, seen$share, pch = 16, col = "#D55E0080", cex = 0.4 + 0.3 * sqrt(seen$stories))
  abline(v = marks, lty = 2)
  par(mar = c(3, 4.5, 0.5, 1))
  plot(relation$start, relation$stories, type = "h", xlab = "", ylab = "stories", col = "grey40")
  abline(v = marks, lty = 2)
  invisible(relation)
}

plot.kawat_dyad <- function(x, ...) plot_dyad(x, ...)
