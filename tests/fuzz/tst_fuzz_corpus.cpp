// SPDX-License-Identifier: Apache-2.0
// The fuzzers' corpus, every past crash among it, and thousands of inputs made from it, through every reader.
#include "tests/fuzz/mutator.h"
#include "tests/fuzz/targets.h"

#include <QDir>
#include <QFile>
#include <QTest>
#include <exception>
#include <vector>

class TestFuzzCorpus : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyReader_data()
    {
        QTest::addColumn<int>("number");
        for (std::size_t i = 0; i < fuzz::all_targets().size(); ++i)
            QTest::newRow(fuzz::all_targets()[i].name) << static_cast<int>(i);
    }
    void everyReader()
    {
        QFETCH(const int, number);
        const fuzz::Target& target = fuzz::all_targets()[static_cast<std::size_t>(number)];
        const QDir folder(QStringLiteral(ROPEWALK_SOURCE_DIR "/tests/fuzz/corpus/") + QString::fromUtf8(target.name));
        std::vector<std::string> inputs;
        for (const QString& name : folder.entryList(QDir::Files, QDir::Name)) {
            QFile file(folder.filePath(name));
            QVERIFY(file.open(QIODevice::ReadOnly));
            inputs.push_back(file.readAll().toStdString());
            run(target, inputs.back(), name);
        }
        QVERIFY2(inputs.size() >= 2, qPrintable(folder.path()));
        fuzz::Mutator mutator(static_cast<std::uint64_t>(number) + 1);
        for (int i = 0; i < mutations && !QTest::currentTestFailed(); ++i)
            run(target, mutator.mutated(inputs[std::size_t(i) % inputs.size()], inputs), QStringLiteral("change %1").arg(i));
    }

    void theMutatorIsTheSameEverywhere()
    {
        fuzz::Mutator first(7), second(7), other(8);
        const std::vector<std::string> others{ "{\"a\": 1}" };
        QStringList a, b, c;
        for (int i = 0; i < 100; ++i) {
            a << QString::fromLatin1(QByteArray::fromStdString(first.mutated("a number 12 and [brackets]", others)).toHex());
            b << QString::fromLatin1(QByteArray::fromStdString(second.mutated("a number 12 and [brackets]", others)).toHex());
            c << QString::fromLatin1(QByteArray::fromStdString(other.mutated("a number 12 and [brackets]", others)).toHex());
        }
        QCOMPARE(a, b);
        QVERIFY(a != c);
        a.removeDuplicates();
        QVERIFY(a.size() > 80);
    }

    void whatIsNotAsItShouldBeIsNoticed()
    {
        const fuzz::Target wrong{ "wrong", [](std::string_view bytes) { fuzz::require(bytes.size() < 3, "too long"); } };
        QVERIFY(fault(wrong, "ab").isEmpty());
        QCOMPARE(fault(wrong, "abc"), QByteArray("too long"));
    }

private:
    static constexpr int mutations = 3000;

    /// What a reader did wrong; empty = nothing.
    static QByteArray fault(const fuzz::Target& target, const std::string& input)
    {
        try {
            target.run(input);
            return {};
        } catch (const std::exception& error) {
            return error.what();
        }
    }
    static void run(const fuzz::Target& target, const std::string& input, const QString& name)
    {
        const QByteArray found = fault(target, input);
        QVERIFY2(found.isEmpty(),
            (QByteArray(target.name) + ", " + name.toUtf8() + ": " + found + "\n"
                + QByteArray::fromStdString(input.substr(0, 400)).toHex())
                .constData());
    }
};

QTEST_GUILESS_MAIN(TestFuzzCorpus)
#include "tst_fuzz_corpus.moc"
