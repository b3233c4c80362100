// SPDX-License-Identifier: Apache-2.0
#include "core/text/demo_corpus.h"
#include "core/text/demo_tokenizer.h"
#include "core/text/passkey_prompt.h"

#include <QObject>
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <fstream>

using namespace ropewalk::text;

/// The demo's world and the tokenizer learnt from it, through the path that every tokenizer.json takes.
class DemoTextTest : public QObject
{
    Q_OBJECT

    std::shared_ptr<const Tokenizer> m_tokenizer;

private Q_SLOTS:
    void initTestCase()
    {
        const QTemporaryDir folder;
        std::ofstream(folder.path().toStdString() + "/tokenizer.json") << demo_tokenizer_json();
        const auto loaded = load_tokenizer(folder.path().toStdString());
        QVERIFY2(loaded.has_value(), loaded ? "" : loaded.error().text().c_str());
        m_tokenizer = *loaded;
    }

    void bundled_tokenizer_is_the_one_learnt()
    {
        std::ifstream file(std::string(ROPEWALK_SOURCE_DIR) + "/resources/demo/tokenizer.json");
        QVERIFY(file.is_open());
        const std::string text{std::istreambuf_iterator<char>(file), {}};
        QVERIFY(text == demo_tokenizer_json());
    }

    void document_is_a_function_of_its_seed()
    {
        for (const std::uint64_t seed : {std::uint64_t(0), search_seed, held_out_seed}) {
            const std::string document = demo_document(seed, 200);
            QCOMPARE(demo_document(seed, 200), document);
            QVERIFY(demo_document(seed + 1, 200) != document);
            QVERIFY(demo_document(seed, 400).starts_with(document));
            QVERIFY(std::count(document.begin(), document.end(), ' ') + 1 >= 200);
            QVERIFY(document.ends_with('.'));
            QVERIFY(document.find("  ") == std::string::npos);
        }
    }

    void text_comes_back()
    {
        for (std::uint64_t seed = 0; seed < 20; ++seed) {
            const std::string document = demo_document(seed, 300);
            QCOMPARE(m_tokenizer->decode(m_tokenizer->encode(document)), document);
        }
        const std::string foreign = "Nothing of this: r\u00fcckw\u00e4rts, \u7e69\u7d22, \U0001f9f5\n\tint x = 7;";
        QCOMPARE(m_tokenizer->decode(m_tokenizer->encode(foreign)), foreign);
    }

    void every_word_is_one_token()
    {
        QVERIFY(m_tokenizer->bos().has_value());
        for (const std::string& word : demo_words()) {
            const bool letters = std::isalpha(static_cast<unsigned char>(word.front())) != 0;
            const std::vector<Token> ids = m_tokenizer->encode("The " + word);
            const std::string piece = letters ? "\u2581" + word : word;
            QVERIFY2(ids.back() == m_tokenizer->id(piece), piece.c_str());
            QVERIFY2(ids.size() == (letters ? 2u : 3u), piece.c_str());
        }
    }

    void digits_are_tokens_of_their_own()
    {
        const std::vector<Token> ids = m_tokenizer->encode("is 40712.");
        QCOMPARE(ids.size(), std::size_t(8)); // ▁is ▁ 4 0 7 1 2 .
        QCOMPARE(m_tokenizer->decode(std::span(ids).last(6)), std::string("40712."));
    }

    void filler_holds_no_number_and_no_answer()
    {
        for (std::uint64_t seed = 0; seed < 50; ++seed) {
            const std::string filler = demo_filler(seed, 200);
            QVERIFY(filler.find_first_of("0123456789?:") == std::string::npos);
            QVERIFY(filler.find("key") == std::string::npos);
        }
    }

    void passkey_prompt_needs_no_byte_tokens()
    {
        const auto prompt = passkey_prompt(*m_tokenizer, m_tokenizer->bos(), 1024, 0.5, 0, 1);
        QVERIFY(prompt.has_value());
        QCOMPARE(std::ssize(prompt->ids) + prompt->answer_budget, 1024);
        const Token last_byte = *m_tokenizer->id("<0xFF>");
        QVERIFY(std::all_of(prompt->ids.begin() + 1, prompt->ids.end(), [&](Token id) { return id > last_byte; }));
    }
};

QTEST_GUILESS_MAIN(DemoTextTest)
#include "tst_demo_text.moc"
