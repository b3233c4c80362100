// SPDX-License-Identifier: Apache-2.0
// Reading safetensors: what is legal is read, every kind of damage is refused by its place.
#include "core/model/storage/safetensors.h"
#include "core/model/storage/safetensors_writer.h"
#include "tests/compute_main.h"

#include <ATen/ops/arange.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/scalar_tensor.h>
#include <QTemporaryDir>
#include <QTest>
#include <fstream>

using namespace ropewalk;
using model::SafetensorsFile;

class SafetensorsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsWhatTheWriterWrote();
    void readsOddButLegalFiles_data();
    void readsOddButLegalFiles();
    void refusesDamage_data();
    void refusesDamage();
    void refusesWhatIsNoFile();
    void theWriterLeavesTheOldFileOnFailure();
    void theWriterRefuses();
    void readsShardsByIndex();
    void refusesBadIndexes_data();
    void refusesBadIndexes();

private:
    std::filesystem::path path(const char* name) const
    {
        return std::filesystem::path(m_folder.path().toStdString()) / name;
    }
    static std::string file_of(const std::string& header, std::size_t data)
    {
        std::string out;
        for (int byte = 0; byte < 8; ++byte)
            out += static_cast<char>(header.size() >> (8 * byte) & 255);
        return out + header + std::string(data, '\1');
    }
    void write(const std::filesystem::path& to, const std::string& bytes) const
    {
        std::ofstream(to, std::ios::binary) << bytes;
    }

    QTemporaryDir m_folder;
};

void SafetensorsTest::readsWhatTheWriterWrote()
{
    const at::Tensor a = at::arange(0, 6, at::kFloat).view({2, 3});
    const at::Tensor b = at::arange(0, 5, at::kLong);
    const at::Tensor c = a.t().to(at::kBFloat16); // not contiguous
    const auto to = path("written.safetensors");
    const Status written = model::write_safetensors(
        to, {{"zeta", a}, {"alpha", b}, {"b.weight", c}, {"scalar", at::scalar_tensor(3.0f)}}, {{"format", "pt"}});
    QVERIFY2(written.has_value(), written ? "" : written.error().text().c_str());
    const auto file = SafetensorsFile::open(to);
    QVERIFY2(file.has_value(), file ? "" : file.error().text().c_str());
    QCOMPARE((*file)->tensors().size(), std::size_t(4));
    QCOMPARE((*file)->metadata().at("format"), std::string("pt"));
    const model::StoredTensor& zeta = (*file)->tensors().at("zeta");
    QCOMPARE(zeta.dtype, std::string("F32"));
    QCOMPARE(zeta.shape, (std::vector<std::int64_t>{2, 3}));
    QCOMPARE(std::memcmp(zeta.data.data(), a.const_data_ptr(), 24), 0);
    QVERIFY(zeta.data.data() < (*file)->tensors().at("alpha").data.data()); // in the order given
    const model::StoredTensor& turned = (*file)->tensors().at("b.weight");
    QCOMPARE(turned.dtype, std::string("BF16"));
    QCOMPARE(turned.shape, (std::vector<std::int64_t>{3, 2}));
    QCOMPARE(std::memcmp(turned.data.data(), c.contiguous().const_data_ptr(), 12), 0);
    QVERIFY((*file)->tensors().at("scalar").shape.empty());
}

void SafetensorsTest::readsOddButLegalFiles_data()
{
    QTest::addColumn<QByteArray>("header");
    QTest::addColumn<int>("data");
    QTest::addColumn<int>("tensors");
    QTest::newRow("none") << QByteArray("{}") << 0 << 0;
    QTest::newRow("spaces after") << QByteArray("{}      ") << 0 << 0;
    QTest::newRow("rank 0") << QByteArray(R"({"a":{"dtype":"F64","shape":[],"data_offsets":[0,8]}})") << 8 << 1;
    QTest::newRow("no elements") << QByteArray(R"({"a":{"dtype":"F32","shape":[3,0],"data_offsets":[0,0]},)"
                                               R"("b":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}})")
                                 << 2 << 2;
    QTest::newRow("keys in any order, metadata last")
        << QByteArray(R"({"a":{"data_offsets":[0,1],"shape":[1],"dtype":"BOOL"},"__metadata__":{"x":"y"}})") << 1 << 1;
}

void SafetensorsTest::readsOddButLegalFiles()
{
    QFETCH(QByteArray, header);
    QFETCH(int, data);
    QFETCH(int, tensors);
    write(path("odd.safetensors"), file_of(header.toStdString(), std::size_t(data)));
    const auto file = SafetensorsFile::open(path("odd.safetensors"));
    QVERIFY2(file.has_value(), file ? "" : file.error().text().c_str());
    QCOMPARE(int((*file)->tensors().size()), tensors);
}

void SafetensorsTest::refusesDamage_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("place");
    QTest::addColumn<QByteArray>("message");
    const auto raw = [](const char* name, const std::string& bytes, const char* place, const char* message) {
        QTest::newRow(name) << QByteArray::fromStdString(bytes) << QByteArray(place) << QByteArray(message);
    };
    const auto row = [&raw](const char* name, const std::string& header, std::size_t data, const char* place,
                         const char* message) { raw(name, file_of(header, data), place, message); };
    const std::string eight(8, '\0');
    raw("empty", "", "", "at least 10 bytes, found 0");
    raw("cut in the length", "\2\0\0", "", "at least 10 bytes");
    raw("a header longer than the format allows", std::string("\1\xe1\xf5\5\0\0\0\0{}", 10), "byte 0", "100000001");
    raw("a header longer than any file", std::string(8, '\xff') + "{}", "byte 0", "18446744073709551615");
    raw("a header longer than the file", std::string("\x40\0\0\0\0\0\0\0{}", 10), "byte 0", "only 2 follow");
    row("an empty header", "", 2, "byte 8", "must begin with {");
    row("no header", "[1]", 0, "byte 8", "must begin with {");
    row("a zip file", "PK\3\4 archive", 0, "byte 8", "no safetensors file");
    row("cut JSON", R"({"a":{"dtype":"F32",)", 0, "header, byte", "not valid JSON");
    row("something after the JSON", "{} x", 0, "header, byte", "not valid JSON");
    row("invalid UTF-8", "{\"\xff\":1}", 0, "header, byte", "not valid JSON");
    row("deep nesting", "{\"a\":" + std::string(100000, '['), 0, "tensor a", "expected an object");
    row("a tensor that is a number", R"({"a":3})", 0, "tensor a", "expected an object with dtype, shape and data_offsets");
    row("no dtype", R"({"a":{"shape":[1],"data_offsets":[0,4]}})", 4, "tensor a", "dtype is missing");
    row("no shape", R"({"a":{"dtype":"F32","data_offsets":[0,4]}})", 4, "tensor a", "shape is missing");
    row("no offsets", R"({"a":{"dtype":"F32","shape":[1]}})", 4, "tensor a", "data_offsets is missing");
    row("an unknown key", R"({"a":{"dtype":"F32","shape":[1],"offset":4}})", 4, "tensor a", "\"offset\"");
    row("a key twice", R"({"a":{"dtype":"F32","dtype":"F16"}})", 4, "tensor a", "dtype stands twice");
    row("a name twice",
        R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}})",
        2, "tensor a", "stands twice");
    row("metadata twice", R"({"__metadata__":{},"__metadata__":{}})", 0, "header", "twice");
    row("metadata with a number", R"({"__metadata__":{"a":1}})", 0, "header", "strings to strings");
    row("metadata that is a list", R"({"__metadata__":[]})", 0, "header", "must be an object");
    row("a dtype that is a number", R"({"a":{"dtype":32}})", 0, "tensor a", "dtype must be a string");
    row("an unknown dtype", R"({"a":{"dtype":"F33","shape":[1],"data_offsets":[0,4]}})", 4, "tensor a", "\"F33\"");
    row("a negative size", R"({"a":{"dtype":"U8","shape":[-1],"data_offsets":[0,1]}})", 1, "tensor a", "-1");
    row("a size with a fraction", R"({"a":{"dtype":"U8","shape":[1.5],"data_offsets":[0,1]}})", 1, "tensor a", "1.5");
    row("a size beyond 64 bits", R"({"a":{"dtype":"U8","shape":[99999999999999999999],"data_offsets":[0,1]}})", 1,
        "tensor a", "whole numbers");
    row("a product that overflows",
        R"({"a":{"dtype":"F32","shape":[4294967296,4294967296,16],"data_offsets":[0,0]}})", 0, "tensor a",
        "larger than any file");
    row("a product that overflows to the right size",
        R"({"a":{"dtype":"F32","shape":[4611686018427387905],"data_offsets":[0,4]}})", 4, "tensor a",
        "larger than any file");
    row("one offset", R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0]}})", 1, "tensor a", "two numbers, found 1");
    row("three offsets", R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1,2]}})", 1, "tensor a", "two numbers");
    row("offsets backwards", R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[2,1]}})", 2, "tensor a", "before they begin");
    row("a start that is not 0", R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}})", 2, "tensor a",
        "begin at byte 0");
    row("a hole",
        R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"b":{"dtype":"U8","shape":[1],"data_offsets":[2,3]}})", 3,
        "tensor b", "begin at byte 1");
    row("an overlap",
        R"({"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}})", 3,
        "tensor b", "begin at byte 2");
    row("a size that is not shape × dtype", R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}})", 4, "tensor a",
        "takes 8 bytes, but data_offsets span 4");
    row("cut data", R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})", 7, "tensor a", "holds only 7");
    row("data beyond any file",
        R"({"a":{"dtype":"U8","shape":[9223372036854775807],"data_offsets":[0,9223372036854775807]}})", 1, "tensor a",
        "cut short");
    row("bytes of no tensor", R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}})", 2, "", "belong to no tensor");
    row("too many dimensions",
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[1" + [] {
            std::string ones;
            for (int i = 0; i < 100; ++i)
                ones += ",1";
            return ones;
        }() + "],\"data_offsets\":[0,1]}}",
        1, "tensor a", "at most 64");
}

void SafetensorsTest::refusesDamage()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, place);
    QFETCH(QByteArray, message);
    const auto file = path("damaged.safetensors");
    write(file, bytes.toStdString());
    const auto opened = SafetensorsFile::open(file);
    QVERIFY(!opened.has_value());
    const Error& error = opened.error();
    QCOMPARE(error.file, file.string());
    QVERIFY2(error.place.text().starts_with(place.toStdString()), error.text().c_str());
    QVERIFY2(error.message.text().find(message.toStdString()) != std::string::npos, error.text().c_str());
    QVERIFY2(error.message.text().size() < 500, "a message to be read");
}

void SafetensorsTest::refusesWhatIsNoFile()
{
    const auto missing = SafetensorsFile::open(path("nowhere.safetensors"));
    QVERIFY(!missing.has_value());
    QVERIFY(missing.error().message.text().find("No such file") != std::string::npos);
    const auto folder = SafetensorsFile::open(path(""));
    QVERIFY(!folder.has_value());
    QVERIFY(folder.error().message.text().find("regular file") != std::string::npos);
}

void SafetensorsTest::theWriterLeavesTheOldFileOnFailure()
{
    const auto to = path("kept.safetensors");
    QVERIFY(model::write_safetensors(to, {{"a", at::arange(0, 3, at::kFloat)}}).has_value());
    const Status refused
        = model::write_safetensors(to, {{"a", at::arange(0, 3, at::kFloat)}, {"b", at::arange(0, 3, at::kDouble)}});
    QVERIFY(!refused.has_value());
    QCOMPARE(refused.error().place.text(), std::string("tensor b"));
    QVERIFY(SafetensorsFile::open(to).has_value());
    const Status nowhere = model::write_safetensors(path("no/such/folder.safetensors"), {});
    QVERIFY(!nowhere.has_value());
    QVERIFY(nowhere.error().message.text().find("No such file") != std::string::npos);
    int files = 0;
    for (const auto& entry : std::filesystem::directory_iterator(path("")))
        files += entry.path().string().find(".part") != std::string::npos;
    QCOMPARE(files, 0);
}

void SafetensorsTest::theWriterRefuses()
{
    const at::Tensor a = at::arange(0, 3, at::kFloat);
    for (const auto& [name, other] : {std::pair{"a", "a"}, std::pair{"a", "__metadata__"}}) {
        const Status twice = model::write_safetensors(path("x.safetensors"), {{name, a}, {other, a}});
        QVERIFY(!twice.has_value());
        QCOMPARE(twice.error().place.text(), std::string("tensor ") + other);
    }
    QVERIFY(!model::write_safetensors(path("x.safetensors"), {{"\xff", a}}).has_value());
    QVERIFY(!std::filesystem::exists(path("x.safetensors")));
}

void SafetensorsTest::readsShardsByIndex()
{
    const auto folder = path("shards");
    std::filesystem::create_directory(folder);
    const at::Tensor a = at::arange(0, 3, at::kFloat);
    QVERIFY(model::write_safetensors(folder / "one.safetensors", {{"a", a}, {"unlisted", a}}).has_value());
    QVERIFY(model::write_safetensors(folder / "two.safetensors", {{"b", a}, {"c", a}}).has_value());
    write(folder / "model.safetensors.index.json",
        R"({"metadata":{"total_size":36},"weight_map":{"a":"one.safetensors","b":"two.safetensors","c":"two.safetensors"}})");
    const auto checkpoint = model::open_checkpoint(folder);
    QVERIFY2(checkpoint.has_value(), checkpoint ? "" : checkpoint.error().text().c_str());
    QCOMPARE(checkpoint->tensors.size(), std::size_t(3)); // what the index names, and nothing else
    QCOMPARE(checkpoint->files.size(), std::size_t(2));
    QCOMPARE(checkpoint->tensors.at("c").file, folder / "two.safetensors");
}

void SafetensorsTest::refusesBadIndexes_data()
{
    QTest::addColumn<QByteArray>("index");
    QTest::addColumn<QByteArray>("message");
    QTest::newRow("no JSON") << QByteArray("{") << QByteArray("not valid JSON");
    QTest::newRow("no map") << QByteArray("{}") << QByteArray("maps tensors to files");
    QTest::newRow("a list") << QByteArray("[]") << QByteArray("maps tensors to files");
    QTest::newRow("a map of numbers") << QByteArray(R"({"weight_map":{"a":1}})") << QByteArray("a file's name");
    QTest::newRow("a way out of the folder")
        << QByteArray(R"({"weight_map":{"a":"../one.safetensors"}})") << QByteArray("in the same folder");
    QTest::newRow("a path from the root")
        << QByteArray(R"({"weight_map":{"a":"/etc/passwd"}})") << QByteArray("in the same folder");
    QTest::newRow("the folder above") << QByteArray(R"({"weight_map":{"a":".."}})") << QByteArray("in the same folder");
    QTest::newRow("no shard") << QByteArray(R"({"weight_map":{"a":"three.safetensors"}})") << QByteArray("No such file");
    QTest::newRow("not in the shard")
        << QByteArray(R"({"weight_map":{"z":"one.safetensors"}})") << QByteArray("it is not");
    QTest::newRow("deep nesting") << QByteArray("{\"x\":") + QByteArray(50000, '[') + QByteArray(50000, ']') + "}"
                                  << QByteArray("nesting");
}

void SafetensorsTest::refusesBadIndexes()
{
    QFETCH(QByteArray, index);
    QFETCH(QByteArray, message);
    const auto folder = path("bad_index");
    std::filesystem::create_directory(folder);
    QVERIFY(model::write_safetensors(folder / "one.safetensors", {{"a", at::arange(0, 3, at::kFloat)}}).has_value());
    write(folder / "model.safetensors.index.json", index.toStdString());
    const auto checkpoint = model::open_checkpoint(folder);
    QVERIFY(!checkpoint.has_value());
    QVERIFY2(checkpoint.error().text().find(message.toStdString()) != std::string::npos,
        checkpoint.error().text().c_str());
}

ROPEWALK_COMPUTE_MAIN(SafetensorsTest)
#include "tst_safetensors.moc"
