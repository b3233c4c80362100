// SPDX-License-Identifier: Apache-2.0
#include "core/formats/json_fields.h"
#include "core/project/references.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>
#include <cmath>
#include <functional>

using namespace ropewalk;
using namespace ropewalk::project;
using nlohmann::json;

namespace {

SearchRecord bare(const std::string& journal)
{
    SearchRecord search;
    search.journal = journal;
    return search;
}

Project example()
{
    Project project;
    project.model_path = "demo";
    project.model_fingerprint = "9f2c";
    project.geometry = { 8, 8, 10000.0, 256 };
    project.target_length = 2048;
    project.documents_path = "/texts/a \"book\".txt";
    project.documents_field = "body";
    rope::FactorSet pi;
    pi.id = "1";
    pi.name = "PI";
    pi.lambda = { 8.0, 8.0, 8.0, 8.0 };
    rope::FactorSet mine;
    mine.id = "2";
    mine.name = "mine, naïve";
    mine.origin = "evolution, seed 1";
    mine.notes = "two\nlines";
    mine.lambda = { 1.0, 0.1 + 0.2, 2.5, 8.0 };
    mine.n_hat = 28;
    mine.attention_factor = 1.0 / 3.0;
    mine.from_length = 256;
    mine.to_length = 2048;
    mine.locked = true;
    mine.locked_pairs = { 0, 3 };
    project.sets = { pi, mine };
    project.active_set = "2";
    project.searches = { bare("runs/first.jsonl"), bare("/tmp/second.jsonl") };
    return project;
}

} // namespace

class TestProject : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void comesBackAsItWas()
    {
        Project opened_otherwise = example();
        opened_otherwise.model_options = { "bf16", "4096", 8192, true };
        Project searched = example();
        searched.searches[1].begun = "2026-11-30T21:40:05Z";
        searched.searches[1].settings = { { "target", 2048 }, { "seed", 7 } };
        searched.searches[1].best = 4.095;
        searched.searches[1].result = { { "perplexity", 4.095 }, { "held_out", nullptr } };
        Project compared = example(), alone = example();
        compared.compared_sets = { "1", "yarn" }; // B and C
        alone.compared_sets.clear();
        for (const Project& project : { example(), Project{}, opened_otherwise, searched, compared, alone }) {
            const auto read = read_project(write_project(project), "a.ropewalk");
            QVERIFY2(read, read ? "" : read.error().text().c_str());
            QVERIFY(*read == project);
            QCOMPARE(write_project(*read), write_project(project));
        }
    }

    /// Whoever wrote it before letters were kept compared with plain RoPE.
    void setsComparedWith()
    {
        QCOMPARE(example().compared_sets, std::vector<std::string>{ "none" });
        json file = json::parse(write_project(example()));
        QVERIFY(!file.contains("compared_sets"));
        file["compared_sets"] = { "1", 2 };
        const auto wrong = read_project(file.dump(), "a.ropewalk");
        QVERIFY(!wrong);
        QVERIFY2(wrong.error().text().find("compared_sets[1]") != std::string::npos, wrong.error().text().c_str());
    }

    void keysInAFixedOrder()
    {
        Project project = example();
        project.sets.resize(1);
        project.sets[0].lambda = { 1.0, 2.0 };
        project.geometry = { 4, 4, 10000.0, 256 };
        project.active_set = project.sets[0].id;
        project.searches.resize(1);
        project.documents_path = "demo";
        project.documents_field.clear();
        QCOMPARE(write_project(project), std::string(R"({
  "ropewalk": "project",
  "version": 1,
  "model": {
    "path": "demo",
    "fingerprint": "9f2c"
  },
  "geometry": {
    "head_dim": 4,
    "rotary_dim": 4,
    "theta": 10000.0,
    "original_length": 256,
    "layout": "half_split"
  },
  "target_length": 2048,
  "documents": "demo",
  "active_set": "1",
  "sets": [
    {
      "id": "1",
      "name": "PI",
      "lambda": [
        1.0,
        2.0
      ],
      "n_hat": 0,
      "attention_factor": 1.0,
      "from_length": 0,
      "to_length": 0
    }
  ],
  "journals": [
    "runs/first.jsonl"
  ]
}
)"));
    }

    /// Older builds know a search by its journal alone, and go on doing so.
    void searchesAreListed()
    {
        Project project = example();
        QVERIFY(!json::parse(write_project(project)).contains("searches"));
        project.searches[0].best = 4.5;
        json value = json::parse(write_project(project));
        QCOMPARE(value["searches"].size(), 2u);
        QCOMPARE(value["searches"][0]["best"].get<double>(), 4.5);
        QVERIFY(!value["searches"][0].contains("result"));
        QVERIFY(value["journals"] == json({ "runs/first.jsonl", "/tmp/second.jsonl" }));
        // An older build searched once more, and kept what it does not know.
        value["journals"].push_back("runs/third.jsonl");
        value["searches"][1]["colour"] = "red";
        const auto read = read_project(value.dump(), "a.ropewalk");
        QVERIFY2(read, read ? "" : read.error().text().c_str());
        QCOMPARE(read->searches.size(), 3u);
        QCOMPARE(read->searches[0].best, 4.5);
        QVERIFY(read->searches[2] == bare("runs/third.jsonl"));
        QCOMPARE(json::parse(write_project(*read))["searches"][1]["colour"].get<std::string>(), std::string("red"));
    }

    /// What a newer Ropewalk adds to the format comes through an older one unharmed.
    void unknownKeysAreKept()
    {
        json value = json::parse(write_project(example()));
        value["colour"] = "red";
        value["model"]["colour"] = { 1, 2 };
        value["sets"][1]["colour"] = { { "deep", true } };
        auto read = read_project(value.dump(), "a.ropewalk");
        QVERIFY(read);
        QVERIFY(json::parse(write_project(*read)) == value);
        // What is known is changed, what is not stays with its set, wherever that goes.
        std::swap(read->sets[0], read->sets[1]);
        read->sets[0].name = "renamed";
        const json changed = json::parse(write_project(*read));
        QCOMPARE(changed["sets"][0]["colour"]["deep"].get<bool>(), true);
        QVERIFY(!changed["sets"][1].contains("colour"));
        read->sets.erase(read->sets.begin());
        read->active_set.clear();
        QVERIFY(read_project(write_project(*read), "a.ropewalk"));
    }

    void refused_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("message");
        const auto text = [](const char* name, const std::string& text, const char* message) {
            QTest::newRow(name) << QString::fromStdString(text) << QString::fromUtf8(message);
        };
        const auto row
            = [&](const char* name, const std::function<void(json&)>& change, const char* message) {
                  json value = json::parse(write_project(example()));
                  change(value);
                  text(name, value.dump(), message);
              };
        text("empty", "",
            "line 1, column 1: expected JSON: syntax error while parsing value - unexpected end of input; "
            "expected "
            "'[', '{', or a literal");
        text("a number", "7", "expected an object, found 7");
        row(
            "no mark", [](json& v) { v.erase("ropewalk"); },
            "key ropewalk: expected \"project\", the mark of a project file, found nothing");
        row(
            "a factor file", [](json& v) { v["ropewalk"] = "factors"; },
            "key ropewalk: expected \"project\", the mark of a project file, found the text \"factors\"");
        row(
            "no version", [](json& v) { v["version"] = nullptr; },
            "key version: expected a whole number from 1 to 2147483647, found null");
        row(
            "newer", [](json& v) { v["version"] = 2; },
            "key version: written by a newer Ropewalk (format 2; this one reads up to 1)");
        row(
            "newer in another shape",
            [](json& v) {
                v = { { "ropewalk", "project" }, { "version", 9 } };
            },
            "key version: written by a newer Ropewalk (format 9; this one reads up to 1)");
        row(
            "no model", [](json& v) { v.erase("model"); }, "key model: expected an object, found nothing");
        row(
            "no model path", [](json& v) { v["model"].erase("path"); },
            "key model.path: expected a text, found nothing");
        row(
            "fingerprint", [](json& v) { v["model"]["fingerprint"] = 5; },
            "key model.fingerprint: expected a text, found 5");
        row(
            "no geometry", [](json& v) { v["geometry"] = "llama"; },
            "key geometry: expected an object, found the text \"llama\"");
        row(
            "geometry", [](json& v) { v["geometry"]["rotary_dim"] = 10; },
            "key geometry.rotary_dim: expected an even number from 2 to head_dim (8), found 10");
        row(
            "target", [](json& v) { v["target_length"] = 0.5; },
            "key target_length: expected a whole number from 0 to 9223372036854775807, found 0.5");
        row(
            "documents", [](json& v) { v["documents"] = json::array(); },
            "key documents: expected a text, found a list of 0");
        row(
            "sets", [](json& v) { v.erase("sets"); }, "key sets: expected a list, found nothing");
        row(
            "locked pairs out of order",
            [](json& v) {
                v["sets"][1]["locked_pairs"] = { 3, 0 };
            },
            "key sets[1].locked_pairs: expected a list of pairs in rising order, found a list of 2");
        row(
            "a locked pair that is not there", [](json& v) { v["sets"][1]["locked_pairs"] = { 4 }; },
            "key sets[1].locked_pairs: expected a list of pairs in rising order, found a list of 1");
        row(
            "a set of another model", [](json& v) { v["sets"][1]["lambda"].push_back(9.0); },
            "key sets[1].lambda: expected 4 factors (one a pair of a rotary dimension of 8), found 5");
        row(
            "a factor", [](json& v) { v["sets"][1]["lambda"][2] = "2"; },
            "key sets[1].lambda[2]: expected a number above 0, found the text \"2\"");
        row(
            "a set without id", [](json& v) { v["sets"][1].erase("id"); },
            "key sets[1].id: expected a text that no other set has, found none");
        row(
            "an id twice", [](json& v) { v["sets"][1]["id"] = "1"; },
            "key sets[1].id: expected a text that no other set has, found \"1\" again");
        row(
            "active", [](json& v) { v["active_set"] = "3"; },
            "key active_set: expected the id of one of the sets, found the text \"3\"");
        row(
            "journals", [](json& v) { v["journals"] = "a"; },
            "key journals: expected a list, found the text \"a\"");
        row(
            "a search", [](json& v) { v["searches"] = { 1 }; }, "key searches[0]: expected an object, found 1");
        row(
            "a search without a journal", [](json& v) { v["searches"] = { { { "best", 4 } } }; },
            "key searches[0].journal: expected a text, found nothing");
        row(
            "a search's best",
            [](json& v) {
                v["searches"] = { { { "journal", "a" }, { "best", -1 } } };
            },
            "key searches[0].best: expected a number above 0, found -1");
        row(
            "a journal", [](json& v) { v["journals"][1] = 2; }, "key journals[1]: expected a text, found 2");
    }
    void refused()
    {
        QFETCH(QString, text);
        const auto read = read_project(text.toStdString(), "a.ropewalk");
        QVERIFY(!read);
        QFETCH(QString, message);
        QCOMPARE(QString::fromStdString(read.error().text()), QStringLiteral("a.ropewalk: ") + message);
    }

    void savedAndLoaded()
    {
        QTemporaryDir folder;
        const std::string path = folder.filePath(QStringLiteral("a.ropewalk")).toStdString();
        QVERIFY(save_project(example(), path));
        const auto read = load_project(path);
        QVERIFY(read);
        Project found = example();
        found.searches[0].journal = folder.filePath(QStringLiteral("runs/first.jsonl")).toStdString();
        QVERIFY(*read == found);
        const auto missing = load_project(path + ".none");
        QVERIFY(!missing);
        QCOMPARE(missing.error().text(), path + ".none: no such file");
    }

    /// What would not open again is not written over what does.
    void anUnreadableProjectIsNotSaved()
    {
        QTemporaryDir folder;
        const std::string path = folder.filePath(QStringLiteral("a.ropewalk")).toStdString();
        QVERIFY(save_project(example(), path));
        Project broken = example();
        broken.sets[0].lambda[1] = std::nan("");
        const auto saved = save_project(broken, path);
        QVERIFY(!saved);
        QCOMPARE(
            saved.error().text(), path + ": key sets[0].lambda[1]: expected a number above 0, found null");
        QCOMPARE(load_project(path)->sets[0].lambda[1], 8.0);
    }

    /// Journals and results beside the project move with it; what is not there is named.
    void aMovedFolderStaysWhole()
    {
        QTemporaryDir folder;
        const auto at = [&](const char* name) { return folder.filePath(QString::fromUtf8(name)).toStdString(); };
        const auto make = [](const std::string& name) {
            QFile file(QString::fromStdString(name));
            return QDir().mkpath(QFileInfo(file).absolutePath()) && file.open(QIODevice::WriteOnly);
        };
        QVERIFY(make(at("old/a.search-1.jsonl")) && make(at("old/runs/b.jsonl")) && make(at("elsewhere/c.jsonl")));
        QVERIFY(QDir().mkpath(QString::fromStdString(at("old/a.results"))));
        Project project = example();
        project.searches
            = { bare(at("old/a.search-1.jsonl")), bare(at("old/runs/b.jsonl")), bare(at("elsewhere/c.jsonl")) };
        project.results_folder = at("old/a.results");
        QVERIFY(save_project(project, at("old/a.ropewalk")));
        const json written = json::parse(*formats::read_text(at("old/a.ropewalk")));
        QCOMPARE(written["journals"][0].get<std::string>(), std::string("a.search-1.jsonl"));
        QCOMPARE(written["journals"][1].get<std::string>(), std::string("runs/b.jsonl"));
        QCOMPARE(written["journals"][2].get<std::string>(), at("elsewhere/c.jsonl"));
        QCOMPARE(written["results"].get<std::string>(), std::string("a.results"));
        QVERIFY(*load_project(at("old/a.ropewalk")) == project);

        QVERIFY(QDir().rename(QString::fromStdString(at("old")), QString::fromStdString(at("new"))));
        const auto moved = load_project(at("new/a.ropewalk"));
        QVERIFY(moved);
        QCOMPARE(moved->searches[0].journal, at("new/a.search-1.jsonl"));
        QCOMPARE(moved->searches[1].journal, at("new/runs/b.jsonl"));
        QCOMPARE(moved->searches[2].journal, at("elsewhere/c.jsonl"));
        QCOMPARE(moved->results_folder, at("new/a.results"));
        QVERIFY(missing_references(*moved).empty());

        // A file that still names the old place finds what moved along.
        QFile file(QString::fromStdString(at("new/old.ropewalk")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray::fromStdString(write_project(project)));
        file.close();
        const auto found = load_project(at("new/old.ropewalk"));
        QCOMPARE(found->searches[0].journal, at("new/a.search-1.jsonl"));
        QCOMPARE(found->results_folder, at("new/a.results"));
        QCOMPARE(missing_references(*found), std::vector<std::string>{ at("old/runs/b.jsonl") });
    }
};

QTEST_GUILESS_MAIN(TestProject)
#include "tst_project.moc"
