// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/export/runtime_view.h"
#include "app/studio/language/language.h"
#include "core/formats/factor_file.h"
#include "core/protocol/json.h"
#include "core/protocol/rpc.h"
#include "views/language/translated.h"

#include <QTest>

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
