#include "archive/export.h"
#include "base/escape.h"

namespace kawat::archive {
namespace {

// What XML 1.0 cannot hold is left out.
struct Attribute {
  const char *name, *graphml, *gexf, *sql;
};

constexpr Attribute kNode[] = {
    {"country", "string", "string", "any_value(country ORDER BY country)"},
    {"sector", "string", "string", "any_value(sector ORDER BY sector)"},
    {"events", "long", "long", "count(*)"},
};
constexpr Attribute kEdge[] = {
    {"weight", "long", "long", "count(*)"},
    {"stories", "long", "long", "count(DISTINCT coalesce(e.story_id, e.event_group))"},
    {"verbal_cooperation", "long", "long", "count(*) FILTER (e.quad_class = 1)"},
    {"material_cooperation", "long", "long", "count(*) FILTER (e.quad_class = 2)"},
    {"verbal_conflict", "long", "long", "count(*) FILTER (e.quad_class = 3)"},
    {"material_conflict", "long", "long", "count(*) FILTER (e.quad_class = 4)"},
    {"mean_goldstein", "double", "double", "round(avg(e.goldstein), 4)"},
    {"mean_intensity", "double", "double", "round(avg(e.intensity), 4)"},
    {"first_day", "string", "string", "min(e.date_start)"},
    {"last_day", "string", "string", "max(e.date_start)"},
};

}  // namespace

Result<GraphSize> write_graph(Archive& archive, const Selection& selection, GraphFormat format, const std::string& level,
                              const std::function<Status(std::string_view)>& out) {
  // A name is told apart from its namesakes by the code.
  auto key = [&level](const std::string& side) -> std::string {
    if (level == "country") return "e." + side + "_country";
    if (level == "code") return "e." + side + "_code";
    return "nullif(concat_ws(' ', e." + side + "_name, '[' || e." + side + "_code || ']'), '')";
  };
  std::string a = key("actor"), b = key("recipient"), from = selection.from(false);
  std::string both = " " + from + " AND " + a + " IS NOT NULL AND " + b + " IS NOT NULL";
  auto end = [](const std::string& id, const std::string& side, const std::string& rest) {
    return "SELECT " + id + " AS id, e." + side + "_country AS country, e." + side + "_sector AS sector" + rest;
  };
  std::string nodes = "SELECT id";
  for (const Attribute& x : kNode) nodes += ", " + std::string(x.sql);
  nodes += " FROM (" + end(a, "actor", both) + " UNION ALL " + end(b, "recipient", both) + ") GROUP BY id ORDER BY id";
  std::string edges = "SELECT " + a + " AS source, " + b + " AS target";
  for (const Attribute& x : kEdge) edges += ", " + std::string(x.sql);
  edges += both + " GROUP BY ALL ORDER BY source, target";

  auto node_rows = archive.database().table(nodes);
  if (!node_rows) return fail(node_rows.error());
  auto edge_rows = archive.database().table(edges);
  if (!edge_rows) return fail(edge_rows.error());

  bool gexf = format == GraphFormat::gexf;
  std::string text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  auto declare = [&](const auto& attributes, const char* of) {
    for (const Attribute& x : attributes) {
      if (gexf)
        text += std::string("      <attribute id=\"") + x.name + "\" title=\"" + x.name + "\" type=\"" + x.gexf + "\"/>\n";
      else
        text += std::string("  <key id=\"") + of + "_" + x.name + "\" for=\"" + of + "\" attr.name=\"" + x.name +
                "\" attr.type=\"" + x.graphml + "\"/>\n";
    }
  };
  if (gexf) {
    text += "<gexf xmlns=\"http://gexf.net/1.3\" version=\"1.3\">\n  <meta><creator>kawat " KAWAT_VERSION
            "</creator></meta>\n  <graph defaultedgetype=\"directed\">\n    <attributes class=\"node\">\n";
    declare(kNode, "node");
    text += "    </attributes>\n    <attributes class=\"edge\">\n";
    declare(kEdge, "edge");
    text += "    </attributes>\n    <nodes>\n";
  } else {
    text +=
        "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n  <key id=\"node_label\" for=\"node\" attr.name=\"label\" "
        "attr.type=\"string\"/>\n";
    declare(kNode, "node");
    declare(kEdge, "edge");
    text += "  <graph edgedefault=\"directed\">\n";
  }
  auto values = [&](const auto& attributes, const char* of, const std::vector<std::string>& row, std::size_t first) {
    if (gexf) text += "<attvalues>";
    std::size_t i = first;
    for (const Attribute& x : attributes) {
      const std::string& v = row[i++];
      if (v.empty()) continue;
      if (gexf)
        text += std::string("<attvalue for=\"") + x.name + "\" value=\"" + xml_escaped(v) + "\"/>";
      else
        text += std::string("<data key=\"") + of + "_" + x.name + "\">" + xml_escaped(v) + "</data>";
    }
    if (gexf) text += "</attvalues>";
  };
  for (const auto& row : *node_rows) {
    text += "    <node id=\"" + xml_escaped(row[0]) + "\"" +
            (gexf ? " label=\"" + xml_escaped(row[0]) + "\">" : "><data key=\"node_label\">" + xml_escaped(row[0]) + "</data>");
    values(kNode, "node", row, 1);
    text += "</node>\n";
    if (text.size() > 1 << 16) {
      if (auto ok = out(text); !ok) return fail(ok.error());
      text.clear();
    }
  }
  if (gexf) text += "    </nodes>\n    <edges>\n";
  std::size_t n = 0;
  for (const auto& row : *edge_rows) {
    text += "    <edge id=\"" + std::to_string(n++) + "\" source=\"" + xml_escaped(row[0]) + "\" target=\"" +
            xml_escaped(row[1]) + "\"" + (gexf ? " weight=\"" + row[2] + "\"" : "") + ">";
    values(kEdge, "edge", row, 2);
    text += "</edge>\n";
    if (text.size() > 1 << 16) {
      if (auto ok = out(text); !ok) return fail(ok.error());
      text.clear();
    }
  }
  text += gexf ? "    </edges>\n  </graph>\n</gexf>\n" : "  </graph>\n</graphml>\n";
  if (auto ok = out(text); !ok) return fail(ok.error());
  return GraphSize{node_rows->size(), edge_rows->size()};
}

}  // namespace kawat::archive
