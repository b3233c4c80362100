// SPDX-License-Identifier: Apache-2.0
#include "app/engine/workbench/text_source.h"
#include "tests/compute_main.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace ropewalk;
using namespace ropewalk::engine;

namespace {

constexpr const char* sentence = "The sun is over the river. ";

text::Reader reader()
{
    const auto tokenizer = text::load_tokenizer(ROPEWALK_SOURCE_DIR "/resources/demo");
    return { tokenizer ? *tokenizer : nullptr, 1 };
}

} // namespace

/// A text is tokenised once, and can be stopped meanwhile. Reading asks its yield point, so that asks count the work.
class TestTokenCache : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    int m_asked = 0;
    YieldPoint m_count = [this] { return ++m_asked > 0; };

    std::string write(const char* name, int sentences, const char* text = sentence)
    {
        const QString path = m_folder.filePath(QString::fromLatin1(name));
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(QByteArray(text).repeated(sentences)) < 0)
            qFatal("%s", qPrintable(file.errorString()));
        return path.toStdString();
    }
    /// Asks made by work; 0 = it knew.
    int asks(const std::function<bool()>& work)
    {
        m_asked = 0;
        return work() ? m_asked : -1;
    }

private Q_SLOTS:
    void isReadOnceWhileItIsTheSame()
    {
        const std::string path = write("book.txt", 1000);
        TokenCache cache(reader());
        const auto get = [&](const std::string& field) {
            return asks([&] { return cache.get(path, field, m_count).has_value(); });
        };
        QVERIFY(get({}) > 0);
        QCOMPARE(get({}), 0);
        QVERIFY(get("body") > 0); // of JSON lines another text
        QCOMPARE(get("body"), 0);
        QCOMPARE(get({}), 0);
        write("book.txt", 1001);
        QVERIFY(get({}) > 0);
        QCOMPARE((*cache.get(path, {}, {}))->each.size(), std::size_t(1));
        // Another text of the same length, too.
        write("book.txt", 1001, "The sun is over the rivet. ");
        QVERIFY(get({}) > 0);
        QCOMPARE(get({}), 0);
        QVERIFY(QFile::remove(QString::fromStdString(path)));
        QCOMPARE(get({}), -1);
    }

    void aNewFileInAFolderIsSeen()
    {
        QVERIFY(QDir(m_folder.path()).mkdir(QStringLiteral("books")));
        write("books/a.txt", 100);
        const std::string folder = m_folder.filePath(QStringLiteral("books")).toStdString();
        TokenCache cache(reader());
        QCOMPARE((*cache.get(folder, {}, {}))->each.size(), std::size_t(1));
        write("books/b.txt", 100);
        QCOMPARE((*cache.get(folder, {}, {}))->each.size(), std::size_t(2));
    }

    void isBounded()
    {
        const std::string one = write("one.txt", 1000), two = write("two.txt", 1000), three = write("three.txt", 1000);
        const std::int64_t tokens = (*TokenCache(reader()).get(one, {}, {}))->tokens();
        TokenCache cache(reader(), 2 * tokens);
        const auto get = [&](const std::string& path) {
            return asks([&] { return cache.get(path, {}, m_count).has_value(); }) > 0;
        };
        QVERIFY(get(one) && get(two));
        QVERIFY(!get(one));
        QVERIFY(get(three)); // the least recently used goes
        QVERIFY(!get(one));
        QVERIFY(get(two));
        const std::string long_one = write("long.txt", 2100);
        QVERIFY(get(long_one) && get(long_one)); // is never kept
    }

    void aCurveTokenisesOnce()
    {
        const std::string path = write("curve.txt", 2000);
        const auto source = TextSource::open(path, {}, std::make_shared<TokenCache>(reader()), m_count);
        QVERIFY(source.has_value());
        for (const std::int64_t length : { 32, 64, 128, 256 })
            for (const Part part : { Part::held_out, Part::search, Part::whole })
                QCOMPARE(asks([&] { return (*source)->windows(part, length, 2, m_count).has_value(); }), 0);
    }

    void aBigFileIsLeftBetweenItsPieces()
    {
        const std::string path = write("big.txt", 1 << 20); // 27 MiB
        const auto cache = std::make_shared<TokenCache>(reader());
        for (const int last : { 1, 5, 40 }) { // while it is read, while it is tokenised
            m_asked = 0;
            const auto opened = TextSource::open(path, {}, cache, [&] { return ++m_asked < last; });
            QVERIFY(!opened && opened.error().cancelled);
            QCOMPARE(m_asked, last);
        }
        // Nothing half read is kept; read whole it is asked for again and again.
        QVERIFY(asks([&] { return TextSource::open(path, {}, cache, m_count).has_value(); }) > 27 * 16);
        QCOMPARE(asks([&] { return TextSource::open(path, {}, cache, m_count).has_value(); }), 0);
    }
};

ROPEWALK_COMPUTE_MAIN(TestTokenCache)
#include "tst_token_cache.moc"
