// SPDX-License-Identifier: Apache-2.0
#include "core/text/passkey_prompt.h"

#include <QObject>
#include <QTest>
#include <algorithm>
#include <cmath>
#include <set>

using namespace ropewalk::text;

namespace {

std::shared_ptr<const Tokenizer> load(const QString& name)
{
    const auto loaded = load_tokenizer(
        std::filesystem::path(ROPEWALK_TEST_DATA) / "tokenizer" / (name.toStdString() + ".json"));
    if (!loaded)
        qFatal("%s", loaded.error().text().c_str());
    return *loaded;
}

std::size_t occurrences(const std::string& text, const std::string& part)
{
    std::size_t count = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
        ++count;
    return count;
}

} // namespace

/// Prompts in which a number is hidden.
class PasskeyPromptTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void prompt_is_token_exact_and_reads_well_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("with_bos");
        QTest::addColumn<qint64>("length");
        QTest::addColumn<double>("depth");
        for (const QString& name : {QStringLiteral("llama2"), QStringLiteral("llama3")})
            for (const bool with_bos : {true, false})
                for (const qint64 length : {256, 257, 1000, 4096})
                    for (const double depth : {0.0, 0.3, 1.0}) {
                        const QString row = QStringLiteral("%1 %2 %3 %4");
                        QTest::newRow(qPrintable(row.arg(name).arg(with_bos).arg(length).arg(depth)))
                            << name << with_bos << length << depth;
                    }
    }
    void prompt_is_token_exact_and_reads_well()
    {
        QFETCH(QString, name);
        QFETCH(bool, with_bos);
        QFETCH(qint64, length);
        QFETCH(double, depth);
        const auto tokenizer = load(name);
        const auto bos = with_bos ? tokenizer->bos() : std::nullopt;
        for (std::uint64_t trial = 0; trial < 3; ++trial) {
            const auto prompt = passkey_prompt(*tokenizer, bos, length, depth, trial, 7);
            QVERIFY2(prompt.has_value(), prompt ? "" : prompt.error().text().c_str());
            QCOMPARE(std::ssize(prompt->ids) + prompt->answer_budget, length);
            QCOMPARE(prompt->ids.front() == tokenizer->bos(), with_bos);
            QCOMPARE(prompt->key.size(), std::size_t(5));
            QVERIFY(std::all_of(prompt->key.begin(), prompt->key.end(), [](char c) { return c >= '0' && c <= '9'; }));
            QVERIFY(prompt->key.front() != '0');

            const std::string text = tokenizer->decode(prompt->ids);
            const std::string telling = "The pass key is " + prompt->key + ". Remember it. " + prompt->key
                + " is the pass key.";
            QVERIFY(text.find(passkey_task) != std::string::npos);
            QVERIFY(text.ends_with(" What is the pass key? The pass key is"));
            QCOMPARE(occurrences(text, " " + telling), std::size_t(1));
            QCOMPARE(std::count_if(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; }), 10);
            QCOMPARE(first_number(text), prompt->key);
            QCOMPARE(occurrences(text, "  "), std::size_t(0));

            // What stands before the key is its share of the filler, to a sentence's length.
            const std::size_t at = text.find(telling);
            const auto filler = static_cast<double>(text.size() - telling.size() - passkey_task.size());
            QVERIFY(std::abs(static_cast<double>(at - passkey_task.size()) - depth * filler) < 120);
            QVERIFY(depth == 0 || text[at - 2] == '.');
        }
    }

    void depths_move_the_key_and_nothing_repeats()
    {
        const auto tokenizer = load(QStringLiteral("llama2"));
        std::set<std::string> keys;
        std::size_t before = 0;
        for (int depth = 0; depth <= 10; ++depth) {
            const auto prompt = passkey_prompt(*tokenizer, 1, 2048, depth / 10.0, 0, 1);
            const std::string text = tokenizer->decode(prompt->ids);
            const std::size_t at = text.find(prompt->key);
            QVERIFY(at > before);
            before = at;
            keys.insert(prompt->key);
        }
        QCOMPARE(keys.size(), std::size_t(11));
    }

    void several_keys_are_somebodys()
    {
        const auto tokenizer = load(QStringLiteral("llama2"));
        for (const int keys : {2, 5, 20}) {
            const auto prompt = passkey_prompt(*tokenizer, 1, 1600, 0.25, 0, 7, demo_filler, keys);
            QVERIFY2(prompt.has_value(), prompt ? "" : prompt.error().text().c_str());
            QCOMPARE(std::ssize(prompt->ids) + prompt->answer_budget, std::int64_t(1600));
            const std::string text = tokenizer->decode(prompt->ids);
            QCOMPARE(occurrences(text, ". Remember it. "), std::size_t(keys));
            QCOMPARE(occurrences(text, prompt->key), std::size_t(2)); // told twice, and nobody else's
            const std::size_t asked = text.rfind("What is the pass key of ");
            const std::string owner = text.substr(asked + 24, text.find('?', asked) - asked - 24);
            QVERIFY(text.ends_with("? The pass key of " + owner + " is"));
            QCOMPARE(occurrences(text, "The pass key of " + owner + " is " + prompt->key + "."), std::size_t(1));
            QCOMPARE(tokenizer->decode(prompt->answer), prompt->key);
        }
        QVERIFY(!passkey_prompt(*tokenizer, 1, 1600, 0.25, 0, 7, demo_filler, 0).has_value());
        QVERIFY(!passkey_prompt(*tokenizer, 1, 1600, 0.25, 0, 7, demo_filler, most_keys + 1).has_value());
        QVERIFY(!passkey_prompt(*tokenizer, 1, 200, 0.25, 0, 7, demo_filler, 20).has_value());
    }

    void same_trial_same_prompt()
    {
        const auto tokenizer = load(QStringLiteral("llama2"));
        const auto prompt = passkey_prompt(*tokenizer, 1, 512, 0.5, 3, 9);
        QCOMPARE(passkey_prompt(*tokenizer, 1, 512, 0.5, 3, 9)->ids, prompt->ids);
        QVERIFY(passkey_prompt(*tokenizer, 1, 512, 0.5, 4, 9)->key != prompt->key);
        QVERIFY(passkey_prompt(*tokenizer, 1, 512, 0.5, 3, 8)->key != prompt->key);
    }

    void answer_fits_its_budget()
    {
        const auto tokenizer = load(QStringLiteral("llama2"));
        const auto prompt = passkey_prompt(*tokenizer, 1, 512, 0.5, 3, 9);
        const std::string text = tokenizer->decode(prompt->ids);
        const auto answered = tokenizer->encode(text + " " + prompt->key + ".");
        QVERIFY(std::ssize(answered) - std::ssize(tokenizer->encode(text)) <= prompt->answer_budget);
    }

    void own_text_fills()
    {
        const auto tokenizer = load(QStringLiteral("llama2"));
        const auto filler = filler_of_text(
            "One rope holds. Room 101 is left out!\nA line without an end\n\nIs  this\tkept? A pass key is not.",
            "text");
        QVERIFY(filler.has_value());
        const auto prompt = passkey_prompt(*tokenizer, 1, 600, 0.5, 0, 1, *filler);
        QVERIFY2(prompt.has_value(), prompt ? "" : prompt.error().text().c_str());
        QCOMPARE(std::ssize(prompt->ids) + prompt->answer_budget, 600);
        const std::string text = tokenizer->decode(prompt->ids);
        QVERIFY(occurrences(text, "One rope holds. A line without an end Is this kept? One rope") > 2);
        QCOMPARE(occurrences(text, "101"), std::size_t(0));
        QCOMPARE(occurrences(text, "A pass key is not"), std::size_t(0));
    }

    void own_text_without_a_sentence_is_refused()
    {
        const auto filler = filler_of_text("Room 101. \n 7\n\n", "numbers.txt");
        QVERIFY(!filler);
        QCOMPARE(filler.error().file, std::string("numbers.txt"));
        QVERIFY(!filler_of_text("", "empty.txt"));
    }

    void refused_data()
    {
        QTest::addColumn<qint64>("length");
        QTest::addColumn<double>("depth");
        QTest::addColumn<QString>("filler");
        QTest::addColumn<QString>("message");
        const QString good = QStringLiteral("The rope is long. ");
        QTest::newRow("depth below 0") << qint64(512) << -0.1 << good << QStringLiteral("from 0 to 1");
        QTest::newRow("depth above 1") << qint64(512) << 1.1 << good << QStringLiteral("from 0 to 1");
        QTest::newRow("no depth") << qint64(512) << std::nan("") << good << QStringLiteral("from 0 to 1");
        QTest::newRow("too short") << qint64(20) << 0.5 << good << QStringLiteral("without any filler; 20 were asked");
        QTest::newRow("negative") << qint64(-5) << 0.5 << good << QStringLiteral("without any filler");
        QTest::newRow("number in the filler")
            << qint64(512) << 0.5 << QStringLiteral("Rope 7 is long. ") << QStringLiteral("holds a number");
        QTest::newRow("no filler") << qint64(512) << 0.5 << QString() << QStringLiteral("has only 0 tokens");
    }
    void refused()
    {
        QFETCH(qint64, length);
        QFETCH(double, depth);
        QFETCH(QString, filler);
        QFETCH(QString, message);
        const auto tokenizer = load(QStringLiteral("llama2"));
        const Filler repeat = [filler](std::uint64_t, std::int64_t words) {
            return filler.repeated(static_cast<int>(words)).toStdString();
        };
        const auto prompt = passkey_prompt(*tokenizer, 1, length, depth, 0, 1, repeat);
        QVERIFY(!prompt);
        QVERIFY2(QString::fromStdString(prompt.error().message.text()).contains(message), prompt.error().message.text().c_str());
    }

    /// A prompt of a million tokens can be given up between its sentences.
    void a_long_prompt_yields()
    {
        const auto tokenizer = load(QStringLiteral("llama2"));
        int asked = 0;
        const auto stopped
            = passkey_prompt(*tokenizer, 1, 1'000'000, 0.5, 0, 1, demo_filler, 1, [&] { return ++asked < 20; });
        QVERIFY(!stopped && stopped.error().cancelled);
        QCOMPARE(asked, 20);
        const auto same = passkey_prompt(*tokenizer, 1, 512, 0.5, 0, 1, demo_filler, 1, [] { return true; });
        QCOMPARE(same->ids, passkey_prompt(*tokenizer, 1, 512, 0.5, 0, 1)->ids);
    }

    void shortest_prompt_is_the_fixed_sentences()
    {
        const auto tokenizer = load(QStringLiteral("llama2"));
        qint64 length = 1;
        while (!passkey_prompt(*tokenizer, 1, length, 1.0, 0, 1))
            ++length;
        const auto prompt = passkey_prompt(*tokenizer, 1, length, 1.0, 0, 1);
        const std::string text = tokenizer->decode(prompt->ids);
        QVERIFY(text.starts_with(passkey_task));
        QVERIFY(text.ends_with(" The pass key is " + prompt->key + ". Remember it. " + prompt->key
            + " is the pass key. What is the pass key? The pass key is"));
    }

    void number_of_an_answer_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("number");
        QTest::newRow("plain") << QStringLiteral(" 40712. Remember") << QStringLiteral("40712");
        QTest::newRow("at the end") << QStringLiteral("is 40712") << QStringLiteral("40712");
        QTest::newRow("too long") << QStringLiteral("407123 4") << QStringLiteral("407123");
        QTest::newRow("cut by a comma") << QStringLiteral("40,712") << QStringLiteral("40");
        QTest::newRow("none") << QStringLiteral("the wind") << QString();
        QTest::newRow("nothing") << QString() << QString();
    }
    void number_of_an_answer()
    {
        QFETCH(QString, text);
        QFETCH(QString, number);
        QCOMPARE(QString::fromStdString(first_number(text.toStdString())), number);
    }
};

QTEST_GUILESS_MAIN(PasskeyPromptTest)
#include "tst_passkey_prompt.moc"
