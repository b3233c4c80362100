// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/export/export_text.h"
#include "app/studio/export/runtime_view.h"
#include "app/studio/language/language.h"
#include "app/studio/session/new_project.h"
#include "core/formats/factor_file.h"
#include "core/protocol/json.h"
#include "core/protocol/rpc.h"
#include "core/rope/set_words.h"
#include "views/document/document.h"
#include "views/factors/sets/set_list.h"
#include "views/factors/sets/set_model.h"
#include "views/factors/sets/set_notes.h"
#include "views/language/set_texts.h"
#include "views/language/translated.h"

#include <QAction>
#include <QLabel>
#include <QListView>
#include <QTest>

#include <algorithm>
#include <limits>

using namespace ropewalk;
using ropewalk::views::translated;

/// What core and the engine say, in the user's language and numbers, where there is a translation.
class TestTranslated : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::German, QLocale::Germany)); }

    void englishWithoutACatalogue()
    {
        QCOMPARE(translated(words("expected {1}, found {2}", 1234, 0.5)), QStringLiteral("expected 1.234, found 0,5"));
        QCOMPARE(translated(as_is("n_hat")), QStringLiteral("n_hat"));
        QCOMPARE(translated(Words()), QString());
    }

    void german()
    {
        const studio::Language language(QLocale(QLocale::German), {QStringLiteral(TRANSLATIONS)});
        QVERIFY(language.isTranslated());
        // Its places may stand in another order, and what stands in them is translated too.
        QCOMPARE(translated(words("expected {1}, found {2}", words("a whole number from {1} to {2}", 1, 4096), words("nothing"))),
            QStringLiteral("hier steht nichts, erwartet ist eine ganze Zahl von 1 bis 4.096"));
        QCOMPARE(translated(words("{1}", std::vector<Words>{words("always"), as_is("vLLM")})), QStringLiteral("immer, vLLM"));
        QCOMPARE(translated(words("{1}", "{2}")), QStringLiteral("{2}"));
        // What has no translation yet is English, but its numbers and parts are not.
        QCOMPARE(translated(words("about {1} GB, {2}", 1.5, words("always"))), QStringLiteral("about 1,5 GB, immer"));
    }

    void numbers()
    {
        QCOMPARE(translated(words("{1}", 1234567)), QStringLiteral("1.234.567"));
        QCOMPARE(translated(words("{1}", std::numeric_limits<std::uint64_t>::max())),
            QStringLiteral("18.446.744.073.709.551.615"));
        QCOMPARE(translated(words("{1}", 500000.0)), QStringLiteral("500.000"));
        QCOMPARE(translated(words("{1}", 1e-6)), QStringLiteral("1E-06"));
        QCOMPARE(translated(words("{1}", Number{1.17319, Number::Form::significant, 4})), QStringLiteral("1,173"));
        QCOMPARE(translated(words("{1}", Number{2.0, Number::Form::decimals, 1})), QStringLiteral("2,0"));
    }

    void errorsOfFiles()
    {
        const studio::Language language(QLocale(QLocale::German), {QStringLiteral(TRANSLATIONS)});
        QCOMPARE(translated(formats::read_factor_file("/nonexistent/a.csv", {}).error()),
            QStringLiteral("/nonexistent/a.csv: es gibt diese Datei nicht"));
        QCOMPARE(translated(formats::parse_factor_file("1\n\n2\n", "a.csv", {}).error()),
            QStringLiteral("a.csv: Zeile 2: erwartet ist eine Zahl, hier steht eine leere Zeile"));
        const auto error = formats::parse_factor_file(R"({"ropewalk": "factors"})", "a.json", {}).error();
        const QString said = QStringLiteral(
            "a.json: Schlüssel version: hier steht nichts, erwartet ist eine ganze Zahl von 1 bis 2.147.483.647");
        QCOMPARE(translated(error), said);
        // The engine's come over the wire.
        const auto body = to_text(protocol::Response{protocol::Id(std::int64_t(1)), nullptr,
            protocol::to_rpc(error, protocol::error_code::failed)});
        const auto message = protocol::parse_message(body);
        QVERIFY(message.has_value());
        QCOMPARE(translated(protocol::from_rpc(*std::get<protocol::Response>(*message).error)), said);
        // An older engine's are shown as they are.
        QCOMPARE(translated(protocol::from_rpc({1, as_is("no such file"), "a", {}})), QStringLiteral("a: no such file"));
    }

    /// What the program calls sets follows the language; the file is the same in every one, and a typed name is left alone.
    void sets()
    {
        const studio::Language language(QLocale(QLocale::German), {QStringLiteral(TRANSLATIONS)});
        project::Project project = studio::demoProject();
        rope::FactorSet found = project.sets[0];
        found.id = "found-1";
        found.origin = "evolution, seed 1234";
        rope::name_by_default(found, words("found"));
        project.sets.push_back(found);
        const std::string file = project::write_project(project);
        QVERIFY(file.find("\"name\": \"found\"") != std::string::npos);
        QVERIFY(file.find("\"origin\": \"evolution, seed 1234\"") != std::string::npos);

        views::Document document;
        document.reset(project::read_project(file, "a.ropewalk").value());
        views::SetList list(&document);
        const auto shown = [&](const char* id) { return list.model()->indexOf(QString::fromLatin1(id)).data().toString(); };
        QCOMPARE(shown("none"), QStringLiteral("keine"));
        QCOMPARE(shown("found-1"), QStringLiteral("gefunden"));
        list.view()->setCurrentIndex(list.model()->indexOf(QStringLiteral("found-1")));
        QVERIFY(list.notes()->findChild<QLabel*>()->text().endsWith(QStringLiteral("Evolution, Startwert 1234")));
        list.view()->setCurrentIndex(list.model()->indexOf(QStringLiteral("pi")));
        QVERIFY(list.notes()->findChild<QLabel*>()->text().endsWith(QStringLiteral("PI bei 2048")));

        // A name that is confirmed as it is shown is not typed; another is, even one that the program might have given.
        document.renameSet("found-1", QStringLiteral("gefunden"));
        QCOMPARE(document.undoStack()->count(), 0);
        document.renameSet("mine-1", QStringLiteral("found"));
        QCOMPARE(shown("mine-1"), QStringLiteral("found"));
        document.undoStack()->undo();
        QVERIFY(document.set("mine-1")->default_name);

        // A copy of either.
        document.setActiveSet("found-1");
        list.view()->setCurrentIndex(list.model()->indexOf(QStringLiteral("found-1")));
        const QList<QAction*> actions = list.view()->actions();
        const auto duplicate = std::find_if(actions.begin(), actions.end(),
            [](const QAction* action) { return action->shortcut() == QKeySequence(Qt::CTRL | Qt::Key_D); });
        QVERIFY(duplicate != actions.end());
        (*duplicate)->trigger();
        QCOMPARE(document.activeSet()->name, std::string("found copy"));
        QCOMPARE(shown(document.activeSet()->id.c_str()), QStringLiteral("Kopie von gefunden"));
        // An older project says nothing of who named a set: its names are as they are, its origins are found again.
        project::Project old = project;
        old.sets[1].default_name = false;
        document.reset(project::read_project(project::write_project(old), "a.ropewalk").value());
        QCOMPARE(shown("found-1"), QStringLiteral("found"));
        QCOMPARE(views::shownOrigin(*document.set("found-1")), QStringLiteral("Evolution, Startwert 1234"));
    }

    void devices()
    {
        const studio::Language language(QLocale(QLocale::German), {QStringLiteral(TRANSLATIONS)});
        protocol::InitializeResult greeting;
        greeting.device_name = words("{1}, {2} threads", "AMD EPYC", 8);
        const auto arrived = protocol::from_json<protocol::InitializeResult>(protocol::to_json(greeting));
        QVERIFY(arrived.has_value());
        QCOMPARE(translated(arrived->device_name), QStringLiteral("AMD EPYC, 8 Stränge"));
    }

    void ggufPreview()
    {
        const studio::Language language(QLocale(QLocale::German), {QStringLiteral(TRANSLATIONS)});
        const QString source = QStringLiteral(REFERENCES "/source_phi3.gguf");
        studio::ExportJob job;
        job.format = formats::ExportFormat::gguf;
        const auto factors = formats::read_factor_file(source.toStdString(), std::nullopt);
        QVERIFY(factors.has_value());
        job.project.geometry = factors->geometry;
        job.project.target_length = 4 * factors->geometry.original_length;
        job.project.sets = {factors->sets.back()};
        job.set = job.project.sets.front().id = "set-1";
        job.gguf = source;
        const auto text = studio::exportText(job);
        QVERIFY2(text.has_value(), text ? "" : text.error().message.text().c_str());
        QVERIFY2(text->startsWith(QStringLiteral("# eine Kopie von source_phi3.gguf mit\n")), qPrintable(*text));
        QVERIFY(text->contains(QStringLiteral("# statt\n")));
        QVERIFY(text->trimmed().endsWith(QStringLiteral("Tensoren, wie sie sind")));
        QVERIFY(text->contains(QStringLiteral("rope_factors_long.weight = ")));
    }

    void runtimeTable()
    {
        const studio::Language language(QLocale(QLocale::German), {QStringLiteral(TRANSLATIONS)});
        formats::Deployment deployment;
        deployment.geometry = {32, 32, 10000.0, 4096, rope::PairLayout::half_split};
        deployment.max_positions = 8192;
        deployment.long_set.lambda.assign(16, 2.0);
        studio::RuntimeView view;
        view.show(deployment, formats::ExportFormat::config);
        QStringList cells;
        for (int row = 0; row < view.rowCount(); ++row)
            for (int column = 0; column < view.columnCount(); ++column)
                cells << view.item(row, column)->text();
        QVERIFY(cells.contains(QStringLiteral("immer")));
        QVERIFY(cells.contains(QStringLiteral("ein Aufruf, der über 4.096 hinausreicht")));
        QVERIFY(cells.contains(QStringLiteral("gleich gedreht")));
    }
};

QTEST_MAIN(TestTranslated)
#include "tst_translated.moc"
