// SPDX-License-Identifier: Apache-2.0
// What of a text is scored: the part that no search sees, unless another is asked for, and everywhere it is said.
#include "tests/engine/commands/text_file.h"
#include "tests/engine/engine_process.h"
#include "tests/engine/json_compare.h"

#include <QTemporaryDir>
#include <cmath>
#include <memory>

using namespace ropewalk;
using nlohmann::json;

namespace {

QByteArray sentences(int count, int first)
{
    QByteArray out;
    for (int i = first; i < first + count; ++i)
        out += i % 3 == 0 ? "The sun is over the river. "
            : i % 3 == 1  ? "Where is the ring? "
                          : "Nobody was at the harbour. ";
    return out;
}

QByteArrayList lines(const QString& path)
{
    return contents(path).trimmed().split('\n');
}

} // namespace

class TestSplits : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_book = m_folder->filePath(QStringLiteral("book.txt"));
        write(m_book, sentences(400, 0) + QByteArray("A cart rolled past the old mill. ").repeated(250));
    }

    /// The same numbers as those of the halves by themselves, which are the beginning and the end of the text.
    void heldOutIsTheDefault()
    {
        const auto score = [&](const char* more) {
            return runEngine(words("score --factors none --target 64 --samples 6 --dtype f32 --json")
                + QStringList{ QStringLiteral("--documents"), m_book } + words(more));
        };
        const json by_default = score("").result();
        QCOMPARE(by_default["split"], json("held-out"));
        QCOMPARE(by_default["samples"], json(6));
        QCOMPARE(by_default["window_nll"].size(), std::size_t(6));
        double mean = 0;
        for (const json& one : by_default["window_nll"])
            mean += one.get<double>() / 6;
        QVERIFY(std::abs(mean - by_default["nll"].get<double>()) < 1e-6);
        QCOMPARE(score("--split held-out").result()["nll"], by_default["nll"]);
        const json search = score("--split search").result();
        QCOMPARE(search["split"], json("search"));
        QVERIFY(search["nll"] != by_default["nll"]);
        QCOMPARE(score("--split whole").result()["window_nll"], by_default["window_nll"]); // its first six
        const json whole = runEngine(words("score --factors none --target 64 --samples 5 --dtype f32 --json --split "
                                           "whole --documents") << m_book).result();
        QCOMPARE(whole["split"], json("whole"));
    }

    void windowsTakeTurnsInAFolder()
    {
        QTemporaryDir folder;
        write(folder.filePath(QStringLiteral("a.txt")), sentences(90, 0));
        write(folder.filePath(QStringLiteral("b.txt")), QByteArray("The harbour. ").repeated(190));
        const auto nll = [](const QString& text, int samples) {
            return runEngine(words("score --factors none --target 64 --dtype f32 --json --split whole --samples")
                + QStringList{ QString::number(samples), QStringLiteral("--documents"), text })
                .result()["window_nll"];
        };
        const json a = nll(folder.filePath(QStringLiteral("a.txt")), 2);
        const json b = nll(folder.filePath(QStringLiteral("b.txt")), 1);
        const json both = nll(folder.path(), 3); // together they are multiplied otherwise: the last places differ
        const double expected[]{ a[0], b[0], a[1] };
        for (std::size_t i = 0; i < 3; ++i)
            QVERIFY(std::abs(both[i].get<double>() - expected[i]) < 1e-6);
        QVERIFY(std::abs(expected[1] - expected[2]) > 1e-3);
    }

    void everyNumberSaysWhatItWasMeasuredOn_data()
    {
        QTest::addColumn<QString>("command");
        QTest::addColumn<QByteArray>("says"); // on the terminal
        QTest::addColumn<QString>("place"); // in the JSON, of an object with split
        QTest::addColumn<bool>("csv");
        const auto row = [](const char* command, const char* says, const char* place, bool csv) {
            QTest::newRow(command) << QString::fromUtf8(command) << QByteArray(says) << QString::fromUtf8(place) << csv;
        };
        row("score --target 64 --samples 2", "2 windows held out", "", false);
        row("curve --methods none --lengths 64 --samples 2", "2 windows held out", "/points/0", true);
        row("entropy --target 64 --bins 4", "1 window held out", "", true);
        row("passkey --lengths 96 --depths 1 --trials 1", "hidden in book.txt, held-out part", "", true);
        row("needle --lengths 96 --depths 1 --trials 1", "hidden in book.txt, held-out part", "", true);
    }
    void everyNumberSaysWhatItWasMeasuredOn()
    {
        QFETCH(const QString, command);
        QFETCH(const QByteArray, says);
        QFETCH(const QString, place);
        QFETCH(const bool, csv);
        const QString table = m_folder->filePath(QStringLiteral("table.csv"));
        QStringList asked = command.split(QLatin1Char(' ')) + QStringList{ QStringLiteral("--documents"), m_book };
        if (csv)
            asked += { QStringLiteral("--overwrite"), QStringLiteral("--csv"), table };
        const Ran plain = runEngine(asked);
        QVERIFY2(plain.status == 0, plain.err.constData());
        QVERIFY2(plain.out.contains(says), plain.out.constData());
        if (csv) {
            const QByteArrayList rows = lines(table);
            const qsizetype column = rows[0].split(',').indexOf("split");
            QVERIFY(column > 0 && rows.size() > 1);
            for (const QByteArray& row : rows.mid(1))
                QCOMPARE(row.split(',')[column], QByteArray("held-out"));
        }
        for (const char* split : { "held-out", "search", "whole" }) {
            const Ran ran = runEngine(asked + words("--json --split") + QStringList{ QString::fromUtf8(split) });
            QVERIFY2(ran.status == 0, ran.err.constData());
            const json result = ran.result();
            QCOMPARE(result.at(json::json_pointer(place.toStdString()))["split"], json(split));
        }
        QCOMPARE(runEngine(asked + words("--split mine")).status, 2);
    }

    void aShortTextNamesTheWhole_data()
    {
        QTest::addColumn<QString>("command");
        for (const char* command :
            { "score --target 400", "curve --methods none --lengths 64,400", "entropy --target 400" })
            QTest::newRow(command) << QString::fromUtf8(command);
    }
    void aShortTextNamesTheWhole()
    {
        QFETCH(const QString, command);
        write(m_book, sentences(80, 0)); // some 500 tokens
        const QStringList asked = command.split(QLatin1Char(' ')) + QStringList{ QStringLiteral("--documents"), m_book };
        const Ran refused = runEngine(asked);
        QCOMPARE(refused.status, 1);
        QVERIFY2(refused.err.contains("held-out part") && refused.err.contains("--split whole")
                && refused.err.contains(m_book.toUtf8()),
            refused.err.constData());
        QCOMPARE(runEngine(asked + words("--split whole")).status, 0);
    }

    void theBundledTextHasNoWhole()
    {
        for (const char* command : { "score --target 64 --split whole", "passkey --lengths 96 --split whole",
                 "needle --lengths 96 --split search" }) {
            const Ran ran = runEngine(words(command));
            QCOMPARE(ran.status, 2);
            QVERIFY2(ran.err.contains("--documents"), ran.err.constData());
        }
        QVERIFY(runEngine(words("score --target 64 --samples 1 --split search --json")).result()["nll"]
            != runEngine(words("score --target 64 --samples 1 --json")).result()["nll"]);
    }

    /// Keys are hidden between sentences that no search saw.
    void fillersAreHeldOut()
    {
        const auto ends = [&](const char* split) {
            const Ran ran = runEngine(words("passkey --lengths 160 --depths 1 --trials 3 --json --split")
                + QStringList{ QString::fromUtf8(split), QStringLiteral("--documents"), m_book });
            QByteArray out = ran.status == 0 ? QByteArray() : ran.err;
            const json result = ran.result();
            for (const json& trial : result["trials"])
                out += QByteArray::fromStdString(trial["prompt_end"].get<std::string>());
            return out;
        };
        const QByteArray held_out = ends("held-out");
        QVERIFY2(held_out.contains("river") && !held_out.contains("cart rolled"), held_out.constData());
        const QByteArray search = ends("search");
        QVERIFY2(search.contains("cart rolled"), search.constData());
    }

    void passkeysSayTheirIntervals()
    {
        const Ran plain = runEngine(words("passkey --lengths 96,128 --depths 2 --trials 2 --factors pi --target 2048"));
        QVERIFY2(plain.out.contains("96 tokens: 0 of 4 (0 to 0.49)"), plain.out.constData());
        QVERIFY2(plain.out.contains("accuracy 0 (0 to 0.324)"), plain.out.constData());
        const QStringList asked = words("passkey --lengths 96,128 --depths 2 --trials 2 --factors pi --target 2048 --json");
        const json result = runEngine(asked).result();
        QCOMPARE(result["by_length"].size(), std::size_t(2));
        QVERIFY(std::abs(result["by_length"][1]["high"].get<double>() - 0.4899) < 1e-3); // 0 of 4, z = 1.96
        QVERIFY(std::abs(result["high"].get<double>() - 0.3244) < 1e-3); // 0 of 8
    }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_book;
};

QTEST_GUILESS_MAIN(TestSplits)
#include "tst_splits.moc"
