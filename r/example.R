# The relation of two states as a picture: Rscript r/example.R ARCHIVE A B [FILE.pdf]
here <- dirname(sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE)[1]))
source(file.path(here, "kawat.R"))

given <- commandArgs(trailingOnly = TRUE)
if (length(given) < 3) stop("usage: Rscript r/example.R ARCHIVE A B [FILE.pdf]", call. = FALSE)
picture <- if (length(given) > 3) given[4] else "relation.pdf"

relation <- kawat_dyad(given[1], given[2], given[3])
if (nrow(relation) == 0) stop("the archive tells nothing about ", given[2], " and ", given[3], call. = FALSE)
pdf(picture, width = 9, height = 5)
plot_dyad(relation)
invisible(dev.off())

cat(sprintf("%s: %d stories in %d months, %d changes\n", picture, as.integer(sum(relation$stories)), nrow(relation),
            nrow(attr(relation, "changes"))))
