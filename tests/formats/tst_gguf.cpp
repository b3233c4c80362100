// SPDX-License-Identifier: Apache-2.0
#include "core/formats/gguf/factors.h"
#include "core/formats/gguf/writer.h"
#include "core/formats/json_fields.h"

#include <QTemporaryDir>
#include <QTest>
#include <cstring>
#include <fstream>
#include <random>

using namespace ropewalk;
using namespace ropewalk::formats;

namespace {

const rope::Geometry geometry{ 16, 16, 10000.0, 32 };

std::string data(const std::string& name)
{
    return ROPEWALK_TEST_DATA "/factor_files/" + name;
}

std::string bytes_of(const std::string& path)
{
    return read_text(path).value_or("cannot be read");
}

/// "short" and "long" of plain.json.
HuggingFaceScaling plain()
{
    const auto file = read_factor_file(data("plain.json"), geometry);
    if (!file || file->sets.size() != 2)
        return {};
    return { geometry, file->target_length, file->sets[1], file->sets[0] };
}

template <class T>
void put(std::string& out, T value)
{
    out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

void put_text(std::string& out, const std::string& text)
{
    put<std::uint64_t>(out, text.size());
    out += text;
}

std::string head(std::uint64_t tensors, std::uint64_t keys, std::uint32_t version = 3)
{
    std::string out = "GGUF";
    put(out, version);
    put(out, tensors);
    put(out, keys);
    return out;
}

std::string key(const std::string& name, std::uint32_t type)
{
    std::string out;
    put_text(out, name);
    put(out, type);
    return out;
}

std::string tensor(const std::string& name, std::vector<std::uint64_t> shape, std::uint64_t offset)
{
    std::string out;
    put_text(out, name);
    put(out, static_cast<std::uint32_t>(shape.size()));
    for (const std::uint64_t extent : shape)
        put(out, extent);
    put<std::uint32_t>(out, 0);
    put(out, offset);
    return out;
}

} // namespace

class TestGguf : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void reads_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<int>("sets");
        QTest::addColumn<double>("last");
        QTest::addColumn<double>("attention");
        QTest::newRow("llama") << QStringLiteral("source_llama.gguf") << 1 << 8.0 << 1.0; // rope_freqs 4 × linear 2
        QTest::newRow("phi3") << QStringLiteral("source_phi3.gguf") << 2 << 2.0 << double(1.19f);
    }
    void reads()
    {
        QFETCH(QString, file);
        const auto read = read_factor_file(data(file.toStdString()), geometry);
        QVERIFY2(read, read ? "" : read.error().text().c_str());
        QTEST(int(read->sets.size()), "sets");
        QTEST(read->sets.back().lambda.back(), "last");
        QTEST(read->sets.back().attention_factor, "attention");
        QCOMPARE(read->geometry, geometry);
    }

    /// Byte for byte what PyPI's gguf read back and compared.
    void writes_data()
    {
        QTest::addColumn<QString>("arch");
        QTest::newRow("llama") << QStringLiteral("llama");
        QTest::newRow("phi3") << QStringLiteral("phi3");
    }
    void writes()
    {
        QFETCH(QString, arch);
        QTemporaryDir folder;
        const std::string out = folder.filePath(QStringLiteral("out.gguf")).toStdString();
        std::uint64_t last = 0, all = 0;
        const Status written = gguf::write_factors(data("source_" + arch.toStdString() + ".gguf"), out, plain(),
            [&](std::uint64_t done, std::uint64_t of) {
                last = done, all = of;
                return true;
            });
        QVERIFY2(written, written ? "" : written.error().text().c_str());
        QVERIFY(last > 0 && last <= all);
        QVERIFY(bytes_of(out) == bytes_of(data(arch.toStdString() + ".gguf")));
    }

    /// All digits come back by the file's own key; without it the float32 that the tensors hold.
    void comesBack()
    {
        const HuggingFaceScaling given = plain();
        for (const char* name : { "llama.gguf", "phi3.gguf" }) {
            const auto read = read_factor_file(data(name), geometry);
            QVERIFY2(read, read ? "" : read.error().text().c_str());
            QCOMPARE(read->sets, (std::vector{ *given.short_set, given.long_set }));
            QCOMPARE(read->target_length, given.target_length);
        }
        std::string bytes = bytes_of(data("llama.gguf"));
        bytes.replace(bytes.find("ropewalk.factors"), 16, "somebody.factors");
        QTemporaryDir folder;
        const std::string path = folder.filePath(QStringLiteral("a.gguf")).toStdString();
        std::ofstream(path, std::ios::binary) << bytes;
        const auto read = read_factor_file(path, geometry);
        QVERIFY(read);
        QCOMPARE(read->sets.size(), 2u);
        for (std::size_t i = 0; i < 8; ++i)
            QCOMPARE(read->sets[1].lambda[i], double(float(given.long_set.lambda[i])));
    }

    /// A second export takes the place of the first: the tensors and keys are there once.
    void writtenAgain()
    {
        QTemporaryDir folder;
        const std::string out = folder.filePath(QStringLiteral("out.gguf")).toStdString();
        QVERIFY(gguf::write_factors(data("llama.gguf"), out, plain()));
        const auto header = gguf::read_header(out);
        QVERIFY(header);
        QCOMPARE(header->tensors.size(), gguf::read_header(data("llama.gguf"))->tensors.size());
        QCOMPARE(read_factor_file(out, geometry)->sets[1], plain().long_set);
    }

    void stops()
    {
        QTemporaryDir folder;
        const std::string out = folder.filePath(QStringLiteral("out.gguf")).toStdString();
        const Status stopped = gguf::write_factors(data("source_llama.gguf"), out, plain(),
            [](std::uint64_t, std::uint64_t) { return false; });
        QVERIFY(!stopped && stopped.error().cancelled);
        QVERIFY(QDir(folder.path()).isEmpty(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot));
    }

    void refusesToWrite()
    {
        const std::string source = data("source_llama.gguf");
        QTemporaryDir folder;
        const std::string out = folder.filePath(QStringLiteral("out.gguf")).toStdString();
        HuggingFaceScaling given = plain();
        given.long_set.n_hat = 4;
        Status status = gguf::write_factors(source, out, given);
        QVERIFY(!status);
        QVERIFY(status.error().message.text().find("Export the Python module") != std::string::npos);
        given = plain();
        given.short_set->attention_factor = 1.5;
        QVERIFY(!gguf::check_factors(source, given));
        given = plain();
        given.geometry.theta = 500000.0;
        status = gguf::check_factors(source, given);
        QVERIFY(!status);
        QCOMPARE(status.error().message.text(),
            std::string("expected the model of these factors, 8 pairs of theta 500000, found 8 pairs of theta 10000"));
        const std::string copy = folder.filePath(QStringLiteral("same.gguf")).toStdString();
        std::filesystem::copy_file(source, copy);
        QVERIFY(!gguf::write_factors(copy, copy, plain()));
        QVERIFY(bytes_of(copy) == bytes_of(source));
        std::string other = bytes_of(source);
        for (auto at = other.find("llama"); at != std::string::npos; at = other.find("llama", at))
            other.replace(at, 5, "qwen2");
        std::ofstream(copy, std::ios::binary) << other;
        status = gguf::write_factors(copy, out, plain());
        QVERIFY(!status);
        QVERIFY(status.error().message.text().starts_with("expected llama or phi3"));
        QVERIFY(!std::filesystem::exists(out));
    }

    void refusesToRead_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("message");
        const auto row = [](const char* name, const std::string& bytes, const char* message) {
            QTest::newRow(name) << QByteArray(bytes.data(), int(bytes.size())) << QString::fromUtf8(message);
        };
        constexpr std::uint64_t huge = ~std::uint64_t(0);
        row("another file", "GGML\0\0\0", "byte 0: expected a GGUF file, found another beginning");
        row("cut", std::string("GGUF") + "\3", "byte 4: expected 4 more bytes, found the end of the file");
        row("old", head(0, 0, 1), "byte 4: expected version 2 or 3, little-endian, found 1");
        row("big-endian", head(0, 0, 0x03000000), "byte 4: expected version 2 or 3, little-endian, found 50331648");
        row("many keys", head(0, huge),
            "byte 8: expected at most 65536 keys and 262144 tensors, found 18446744073709551615 and 0");
        row("long name", head(0, 1) + std::string(8, '\xff') + "abc",
            "byte 24: expected a key's name of at most 3 bytes, found one of 18446744073709551615");
        row("no such type", head(0, 1) + key("a", 13), "byte 33: expected a type of value from 0 to 12, found 13");
        std::string list = head(0, 1) + key("a", 9);
        put<std::uint32_t>(list, 4);
        put(list, huge);
        row("long list", list, "byte 37: expected a list that fits into the 0 bytes left, found one of 18446744073709551615");
        std::string nested = head(0, 1) + key("a", 9);
        for (int i = 0; i < 8; ++i) {
            put<std::uint32_t>(nested, 9);
            put<std::uint64_t>(nested, 1);
        }
        row("deep lists", nested, "byte 97: expected a list that fits into the 24 bytes left, found one of 1");
        row("long text", head(0, 1) + key("a", 8) + std::string(8, '\xff'),
            "byte 45: expected 18446744073709551615 more bytes, found the end of the file");
        row("key twice", head(0, 2) + key("a", 0) + "\1" + key("a", 0) + "\1",
            "key a: expected every key once, found it twice");
        row("tensor twice", head(2, 0) + tensor("t", { 1 }, 0) + tensor("t", { 1 }, 32),
            "tensor t: expected every tensor once, found it twice");
        row("five dimensions", head(1, 0) + tensor("t", { 1, 1, 1, 1, 1 }, 0),
            "tensor t: expected at most 4 dimensions, found 5");
        row("a shape that overflows", head(1, 0) + tensor("t", { std::uint64_t(1) << 40, std::uint64_t(1) << 40 }, 0),
            "tensor t: expected a shape that 64 bits can count, found more");
        row("odd offset", head(1, 0) + tensor("t", { 1 }, 4) + std::string(64, '\0'),
            "tensor t: expected an offset within the 57 bytes of data, a multiple of 32, found 4");
        row("offset past the end", head(1, 0) + tensor("t", { 1 }, 64),
            "tensor t: expected an offset within the 0 bytes of data, a multiple of 32, found 64");
        row("too little data", head(1, 0) + tensor("t", { 9 }, 0) + std::string(40, '\0'),
            "tensor t: expected 36 bytes of data, found 33");
        std::string alignment = head(0, 1) + key("general.alignment", 4);
        put<std::uint32_t>(alignment, 0);
        row("alignment", alignment, "key general.alignment: expected a power of 2 up to 1048576, found another value");
    }
    void refusesToRead()
    {
        QFETCH(QByteArray, bytes);
        QTemporaryDir folder;
        const std::string path = folder.filePath(QStringLiteral("a.gguf")).toStdString();
        std::ofstream(path, std::ios::binary).write(bytes.constData(), bytes.size());
        const auto header = gguf::read_header(path);
        QVERIFY(!header);
        QFETCH(QString, message);
        QCOMPARE(QString::fromStdString(header.error().text()), QString::fromStdString(path) + QStringLiteral(": ") + message);
    }

    /// Every cut of a real file, and random bytes in its head, are read or refused; nothing else happens.
    void survivesDamage()
    {
        const std::string whole = bytes_of(data("llama.gguf"));
        QTemporaryDir folder;
        const std::string path = folder.filePath(QStringLiteral("a.gguf")).toStdString();
        const auto read = [&](const std::string& bytes) {
            std::ofstream(path, std::ios::binary) << bytes;
            const auto file = gguf::read_factors(path, std::nullopt);
            return file.has_value() || !file.error().text().empty();
        };
        for (std::size_t size = 0; size < whole.size(); size += 37)
            QVERIFY(read(whole.substr(0, size)));
        std::mt19937_64 random(5);
        for (int i = 0; i < 400; ++i) {
            std::string bytes = whole;
            for (int n = 0; n < 3; ++n)
                bytes[random() % bytes.size()] = static_cast<char>(random());
            QVERIFY(read(bytes));
        }
    }
};

QTEST_GUILESS_MAIN(TestGguf)
#include "tst_gguf.moc"
