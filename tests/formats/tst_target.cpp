// SPDX-License-Identifier: Apache-2.0
// Where a program may write while it has a model, texts and factors open.
#include "core/formats/saving/target.h"

#include "tests/formats/model_folder.h"

#include <QTemporaryDir>
#include <QTest>

using namespace ropewalk;
using namespace ropewalk::formats;

namespace fs = std::filesystem;

class TestTarget : public QObject
{
    Q_OBJECT

    QTemporaryDir m_place;
    fs::path m_root;
    OpenFiles m_open;

    /// "free", "taken", "factors", or the error's words.
    std::string standing(const fs::path& target) const
    {
        const auto found = standing_of(target, m_open);
        if (!found)
            return found.error().message.text();
        return *found == Standing::free ? "free" : *found == Standing::taken ? "taken" : "factors";
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_root = m_place.path().toStdString();
        const fs::path model = m_root / "model";
        for (const char* folder : { "model", "books/part", "elsewhere" })
            fs::create_directories(m_root / folder);
        made_model::write(model / "config.json", made_model::config());
        made_model::write(model / "model-1.safetensors", made_model::safetensors());
        for (const char* name : { "model/notes.txt", "books/part/a.txt", "found.json", "old.json", "elsewhere/text" })
            made_model::write(m_root / name, "{}");
        fs::create_symlink("elsewhere/text", m_root / "link-to-text");
        fs::create_symlink(m_root / "nowhere", m_root / "dangling");
        fs::create_symlink("round", m_root / "round");
        fs::create_symlink("model", m_root / "model-link");
        fs::create_symlink("model/config.json", m_root / "link-to-config");
        fs::create_hard_link(model / "model-1.safetensors", m_root / "second-name");
        m_open.models = { model, fs::path() };
        m_open.inputs = { m_root / "books", m_root / "elsewhere/text", fs::path(), m_root / "no-such-text" };
        m_open.factors = { m_root / "found.json", "yarn" };
    }

    void decides_data()
    {
        QTest::addColumn<QString>("target");
        QTest::addColumn<QString>("standing");
        const auto row = [](const char* target, const char* standing) {
            QTest::newRow(target) << QString::fromUtf8(target) << QString::fromUtf8(standing);
        };
        const char* const model
            = "is a file of the open model, which nothing is written over; choose another name or folder";
        const char* const input = "is read by the same work, which would lose it; choose another name";
        row("model/config.json", model);
        row("model/model-1.safetensors", model);
        row("model-link/config.json", model); // through a link to the folder
        row("books/../model/./config.json", model);
        row("link-to-config", model);
        row("second-name", model); // a hard link: the same inode
        row("model/tokenizer.json", model); // not there, but would be a part of it
        row("model/model.safetensors", model);
        row("model/notes.txt", "taken");
        row("model/found.json", "free");
        row("books/part/a.txt", input);
        row("books/new.json", "free");
        row("elsewhere/text", input);
        row("link-to-text", input);
        row("found.json", "factors");
        row("old.json", "taken");
        row("new.json", "free");
        row("dangling", "free");
        row("elsewhere", "free"); // a folder, which whoever writes takes or refuses
        row("round", "cannot be saved: Too many levels of symbolic links");
        row("no/such/folder.json", "cannot be saved: No such file or directory");
        row("", "cannot be saved: No such file or directory");
    }
    void decides()
    {
        QFETCH(QString, target);
        QFETCH(QString, standing);
        const fs::path path = target.isEmpty() ? fs::path() : m_root / target.toStdString();
        QCOMPARE(QString::fromStdString(this->standing(path)), standing);
    }

    /// A model that is named by its config.json, one that is a GGUF file, and factors out of another model.
    void modelsByOtherNames()
    {
        OpenFiles open;
        open.models = { m_root / "model/config.json" };
        QVERIFY(!standing_of(m_root / "model/model-1.safetensors", open));
        open.models = { fs::path(ROPEWALK_TEST_DATA "/factor_files/source_llama.gguf") };
        QVERIFY(!standing_of(ROPEWALK_TEST_DATA "/factor_files/source_llama.gguf", open));
        QVERIFY(standing_of(ROPEWALK_TEST_DATA "/factor_files/phi3.gguf", open));
        open.models.clear();
        for (const fs::path& factors : { m_root / "model", m_root / "model/config.json" }) {
            open.factors = { factors };
            const auto found = standing_of(m_root / "model/config.json", open);
            QVERIFY(!found);
            const std::string why = found.error().message.text();
            QVERIFY(why.find("the model that the factors are taken from") != std::string::npos);
        }
    }

    void reachesBehindLinks()
    {
        const fs::path real = fs::canonical(m_root);
        QCOMPARE(reached(m_root / "link-to-text").value(), real / "elsewhere/text");
        QCOMPARE(reached(m_root / "dangling").value(), m_root / "nowhere");
        QCOMPARE(reached(m_root / "model-link/x").value(), real / "model/x");
        QCOMPARE(reached(m_root / "elsewhere/").value(), real / "elsewhere");
        QVERIFY(!reached(m_root / "round"));
    }
};

QTEST_GUILESS_MAIN(TestTarget)
#include "tst_target.moc"
