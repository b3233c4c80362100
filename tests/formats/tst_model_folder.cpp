// SPDX-License-Identifier: Apache-2.0
// The copy of a model folder: what the model is made of, and nothing else.
#include "core/formats/exports/model_folder.h"

#include "core/formats/json_fields.h"
#include "core/formats/model_config.h"
#include "core/formats/model_files/model_files.h"
#include "tests/formats/model_folder.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

using namespace ropewalk::formats;

namespace fs = std::filesystem;

namespace {

std::string files_of(const fs::path& folder)
{
    return QDir(QString::fromStdString(folder))
        .entryList(QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot)
        .join(u' ')
        .toStdString();
}

using Names = std::vector<std::string>;

} // namespace

class TestModelFolder : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_place;
    fs::path m_root, m_source;

    std::string refusal() const
    {
        const auto written = write_model_folder(m_source, m_root / "copy", "{}");
        return written ? "none" : written.error().text();
    }

private Q_SLOTS:
    void init()
    {
        m_place = std::make_unique<QTemporaryDir>();
        m_root = m_place->path().toStdString();
        m_source = m_root / "model";
        fs::create_directories(m_source / "original");
        made_model::write(m_source / "config.json", made_model::config());
        made_model::write(m_source / "model.safetensors", made_model::safetensors());
        made_model::write(m_source / "tokenizer.json", "{}");
    }

    void takesWhatTheModelIsMadeOf()
    {
        for (const char* name : { "README.md", ".hidden", "original/a.bin", "pytorch_model.bin" })
            made_model::write(m_source / name, name);
        made_model::write(m_source / "generation_config.json", "{\"a\": 1}");
        made_model::write(m_source / "merges.txt", "#version: 0.2\na b\nc d\n");
        made_model::write(m_source / "chat_template.jinja", "{{ bos_token }}");
        const auto left_out = write_model_folder(m_source, m_root / "copy", "{}\n");
        QVERIFY2(left_out, left_out ? "" : left_out.error().text().c_str());
        QCOMPARE(*left_out, (Names{ "README.md", "original", "pytorch_model.bin" }));
        QCOMPARE(files_of(m_root / "copy"),
            std::string("chat_template.jinja config.json generation_config.json merges.txt model.safetensors "
                        "tokenizer.json"));
        QCOMPARE(read_text(m_root / "copy/config.json").value(), std::string("{}\n"));
        QCOMPARE(read_text(m_source / "config.json").value(), made_model::config());
        QVERIFY(fs::equivalent(m_root / "copy/model.safetensors", m_source / "model.safetensors"));
        QVERIFY(!fs::equivalent(m_root / "copy/tokenizer.json", m_source / "tokenizer.json"));
        QCOMPARE(files_of(m_root), std::string("copy model")); // nothing half made stays
    }

    /// snapshots → blobs: all that the folder holds are links out of it.
    void aDownloadCache()
    {
        m_source = made_model::cached(m_root / "cache");
        const auto opened = read_model_config(m_source);
        QVERIFY2(opened, opened ? "" : opened.error().text().c_str());
        const auto left_out = write_model_folder(m_source, m_root / "copy", "{}");
        QVERIFY2(left_out, left_out ? "" : left_out.error().text().c_str());
        QCOMPARE(*left_out, Names{ "README.md" });
        QCOMPARE(files_of(m_root / "copy"),
            std::string("config.json model-1.safetensors model.safetensors.index.json tokenizer.json tokenizer.model"));
        for (const auto& entry : fs::directory_iterator(m_root / "copy"))
            QVERIFY(!entry.is_symlink());
        QVERIFY(fs::equivalent(m_root / "copy/model-1.safetensors", m_root / "cache/blobs/b2"));
    }

    /// Links out of the folder are no way for other files to come along.
    void aLinkToASystemFile_data()
    {
        QTest::addColumn<QString>("name");
        for (const char* name : { "config.json", "generation_config.json", "tokenizer.model", "merges.txt",
                 "chat_template.jinja", "model.safetensors" })
            QTest::newRow(name) << QString::fromUtf8(name);
    }
    void aLinkToASystemFile()
    {
        QFETCH(QString, name);
        const fs::path link = m_source / name.toStdString();
        fs::remove(link);
        fs::create_symlink("/etc/passwd", link);
        const std::string why = refusal();
        QVERIFY2(why.starts_with(link.string() + ": expected "), why.c_str());
        QCOMPARE(files_of(m_root), std::string("model"));
    }
    void aLinkToASystemFileThatIsNoPart()
    {
        fs::create_symlink("/etc/passwd", m_source / "notes.txt");
        fs::create_symlink("round", m_source / "round");
        const auto left_out = write_model_folder(m_source, m_root / "copy", "{}");
        QVERIFY2(left_out, left_out ? "" : left_out.error().text().c_str());
        QCOMPARE(*left_out, (Names{ "notes.txt", "original", "round" }));
        QCOMPARE(files_of(m_root / "copy"), std::string("config.json model.safetensors tokenizer.json"));
    }

    void aLoopIsAnError()
    {
        fs::remove(m_source / "tokenizer.json");
        fs::create_symlink("tokenizer.json", m_source / "tokenizer.json");
        const std::string file = (m_source / "tokenizer.json").string();
        QCOMPARE(refusal(), file + ": cannot be read: Too many levels of symbolic links");
    }

    void whatIsNotWhatItIsCalled_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("says");
        const auto row = [](const char* name, const std::string& bytes, const char* says) {
            QTest::addRow("%s, %s", name, says) << QString::fromUtf8(name) << QByteArray::fromStdString(bytes)
                                                 << QString::fromUtf8(says);
        };
        row("tokenizer.json", "{\"a\": ", "expected a JSON object");
        row("tokenizer.json", "[1]", "expected a JSON object");
        row("tokenizer.json", "", "expected a JSON object");
        row("model.safetensors", made_model::safetensors().substr(0, 30), "found no header of one");
        row("model.safetensors", made_model::safetensors().substr(0, 62), "the file is cut short");
        row("model.safetensors", "short", "expected a safetensors file, found 5 bytes");
        row("tokenizer.model", "\x0a\x7f" "a", "expected a vocabulary of sentencepiece");
        row("tokenizer.model", "\x12\x01" "a", "expected a vocabulary of sentencepiece"); // no pieces
        row("model.safetensors.index.json", "{}", "weight_map");
        row("model.safetensors.index.json", R"({"weight_map": {"a": "../b"}})", "in the same folder");
        row("model.safetensors.index.json", R"({"weight_map": {"a": "b.safetensors"}})", "No such file");
    }
    void whatIsNotWhatItIsCalled()
    {
        QFETCH(QString, name);
        QFETCH(QByteArray, bytes);
        QFETCH(QString, says);
        if (name.contains(QStringLiteral("index")))
            fs::remove(m_source / "model.safetensors");
        made_model::write(m_source / name.toStdString(), bytes.toStdString());
        const std::string why = refusal();
        QVERIFY2(why.find(says.toStdString()) != std::string::npos, why.c_str());
        QCOMPARE(files_of(m_root), std::string("model"));
    }

    void refused()
    {
        fs::create_directories(m_root / "full");
        fs::create_directories(m_root / "empty");
        made_model::write(m_root / "full/a", "a");
        QCOMPARE(write_model_folder(m_source, m_root / "full", "{}").error().message.text(),
            std::string("expected a new or empty folder, found one with files in it"));
        for (const auto& target : { m_source, m_source / "inner", m_source / "" })
            QCOMPARE(write_model_folder(m_source, target, "{}").error().message.text(),
                std::string("expected a folder outside the model's own, found one in it"));
        QVERIFY(!write_model_folder(m_root / "none", m_root / "copy", "{}"));
        QVERIFY(!write_model_folder(m_source / "config.json", m_root / "copy", "{}"));
        QVERIFY(!write_model_folder(m_source, m_root / "none" / "copy", "{}"));
        QCOMPARE(files_of(m_root), std::string("empty full model"));
        QVERIFY(write_model_folder(m_source, m_root / "empty", "{}")); // an empty one is taken
        QCOMPARE(files_of(m_root / "empty"), std::string("config.json model.safetensors tokenizer.json"));
    }
};

QTEST_GUILESS_MAIN(TestModelFolder)
#include "tst_model_folder.moc"
