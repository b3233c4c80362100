// SPDX-License-Identifier: Apache-2.0
#include "app/engine/device/control_group.h"
#include "app/engine/device/memory.h"
#include "app/engine/workbench/workbench.h"
#include "core/rope/methods.h"
#include "tests/compute_main.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace ropewalk;
using namespace ropewalk::engine;

namespace {

constexpr std::int64_t giga = 1'000'000'000;

/// A workbench with the bundled model open on a machine that has `free` bytes left.
std::unique_ptr<Workbench> opened(std::int64_t& free, const std::string& stream_weights = "auto")
{
    auto device = use_device("cpu", 2);
    auto out = std::make_unique<Workbench>(*device, [&free](const std::string&) { return free; });
    protocol::OpenModelParams params;
    params.path = "demo";
    params.dtype = "f32";
    params.stream_weights = stream_weights;
    const auto model = out->open_model(params);
    return model ? std::move(out) : nullptr;
}

protocol::ScoreParams score_of(const Workbench& workbench, std::int64_t target)
{
    protocol::ScoreParams params;
    params.set = rope::make_set(rope::Method::yarn, workbench.model()->geometry, target);
    params.target = target;
    params.samples = 1;
    return params;
}

bool has(const std::string& text, const char* part)
{
    return text.find(part) != std::string::npos;
}

} // namespace

/// What a job needs is told before it starts, and what cannot fit is refused.
class TestMemory : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tellsWhatAJobNeeds()
    {
        std::int64_t free = 8 * giga;
        const auto workbench = opened(free);
        QVERIFY(workbench);
        QVERIFY(!workbench->model()->streamed);
        const auto small = workbench->memory({ "score", { 256 }, 1 });
        const auto large = workbench->memory({ "score", { 1 << 20 }, 1 });
        QVERIFY(small && small->fits);
        QVERIFY(small->needed > 0 && small->needed < small->available);
        QVERIFY2(small->message.text().starts_with("needs about "), small->message.text().c_str());
        QVERIFY(large->needed > 100 * small->needed / 10);
        QVERIFY(large->largest_length > 2048);
        // A passkey keeps keys and values of every layer too.
        QVERIFY(workbench->memory({ "passkey", { 1 << 20 }, 0 })->needed > large->needed);
        // One token beyond the largest length is too many, the largest itself is not.
        const std::int64_t most = large->largest_length;
        QVERIFY(workbench->memory({ "score", { most }, 1 })->fits || most == 1 << 24);
        if (most < 1 << 24)
            QVERIFY(!workbench->memory({ "score", { most + 1 }, 1 })->fits);
    }

    void refusesWhatCannotFit()
    {
        std::int64_t free = 8 * giga;
        const auto workbench = opened(free);
        QVERIFY(workbench);
        free = 200'000'000;
        const auto refused = workbench->score(score_of(*workbench, 1 << 22));
        QVERIFY(!refused.has_value());
        const std::string said = refused.error().message.text();
        for (const char* part : { "this score needs about ", "can be had", "tokens would fit", "bf16", "--stream-weights on" })
            QVERIFY2(has(said, part), said.c_str());
        QVERIFY2(!has(said, "device cpu"), said.c_str());
        QVERIFY(workbench->score(score_of(*workbench, 256)).has_value());

        protocol::SearchParams search;
        search.target = 1 << 22;
        const auto searched = workbench->search(search, {});
        QVERIFY(!searched && has(searched.error().message.text(), "this search needs about "));
        const auto curve = workbench->curve({ { score_of(*workbench, 256).set }, { 256, 1 << 22 }, "held-out", 1 });
        QVERIFY(!curve && has(curve.error().message.text(), "this curve needs about "));
        protocol::PasskeyParams passkey;
        passkey.set = score_of(*workbench, 256).set;
        passkey.lengths = { 1 << 22 };
        const auto tried = workbench->passkey(passkey, {});
        QVERIFY(!tried && has(tried.error().message.text(), "this passkey needs about "));
    }

    void tellsWhatEachEvaluationNeeds()
    {
        std::int64_t free = 8 * giga;
        const auto workbench = opened(free);
        QVERIFY(workbench);
        const auto needed = [&](const protocol::MemoryParams& params) { return workbench->memory(params)->needed; };
        constexpr std::int64_t length = 1 << 17;
        // A needle is scored as one window is; a passkey's answer is generated, which keeps keys and values.
        QCOMPARE(needed({ "needle", { length } }), needed({ "score", { length }, 1 }));
        QVERIFY(needed({ "passkey", { length } }) > needed({ "needle", { length } }));
        // An entropy map keeps three numbers of every query and head, and takes its windows one by one.
        QVERIFY(needed({ "entropy", { length } }) > needed({ "score", { length }, 1 }));
        QCOMPARE(needed({ "entropy", { length }, 9 }), needed({ "entropy", { length }, 1 }));
        // Windows that slide are not kept.
        QVERIFY(needed({ "curve", { length }, 9, true }) < needed({ "curve", { length }, 9 }));
        // Questions are as long as they are.
        protocol::MemoryParams asked;
        asked.job = "choices";
        asked.questions = "demo";
        const auto questions = workbench->memory(asked);
        QVERIFY2(questions.has_value(), questions ? "" : questions.error().text().c_str());
        QVERIFY(questions->needed > needed({ "score", { 64 }, 1 }) && questions->needed < needed({ "score", { 8192 }, 1 }));
        asked.few_shot = 30;
        QVERIFY(workbench->memory(asked)->needed > questions->needed);
        asked.questions = "/no/such/questions.jsonl";
        QCOMPARE(workbench->memory(asked).error().file, asked.questions);
    }

    void refusesEveryEvaluationThatCannotFit()
    {
        std::int64_t free = 8 * giga;
        const auto workbench = opened(free);
        QVERIFY(workbench);
        free = -giga;
        const rope::FactorSet set = score_of(*workbench, 256).set;
        protocol::EntropyParams map;
        map.set = set;
        map.target = 256;
        const auto looked = workbench->entropy(map);
        QVERIFY(!looked && has(looked.error().message.text(), "this entropy map needs about "));
        protocol::NeedleParams needle;
        needle.set = set;
        needle.lengths = { 256 };
        const auto scored = workbench->needle(needle);
        QVERIFY(!scored && has(scored.error().message.text(), "this needle needs about "));
        protocol::ChoicesParams choices;
        choices.set = set;
        choices.path = "demo";
        const auto asked = workbench->choices(choices);
        QVERIFY(!asked && has(asked.error().message.text(), "asking these questions needs about "));
    }

    void ignoresMemoryWhenTold()
    {
        std::int64_t free = 8 * giga;
        const auto workbench = opened(free);
        QVERIFY(workbench);
        free = -giga;
        QVERIFY(!workbench->score(score_of(*workbench, 256)).has_value());
        workbench->ignore_memory();
        QVERIFY(workbench->score(score_of(*workbench, 256)).has_value());
    }

    void streamsWhatDoesNotFit()
    {
        std::int64_t plenty = 8 * giga, little = 1'000'000;
        const auto resident = opened(plenty), streamed = opened(little), told = opened(plenty, "on"),
                   not_told = opened(little, "off");
        QVERIFY(resident && streamed && told && not_told);
        QVERIFY(!resident->model()->streamed && streamed->model()->streamed);
        QVERIFY(told->model()->streamed && !not_told->model()->streamed);
        QVERIFY(has(streamed->model()->warnings.back().text(), "layer by layer"));
        const auto expected = resident->score(score_of(*resident, 512)), same = told->score(score_of(*told, 512));
        QVERIFY(expected && same);
        QCOMPARE(same->perplexity, expected->perplexity);
        // Without the weights less is needed.
        QVERIFY(told->memory({ "score", { 512 }, 1 })->needed < resident->memory({ "score", { 512 }, 1 })->needed);
    }

    void badQuestions()
    {
        std::int64_t free = giga;
        auto device = use_device("cpu", 1);
        QVERIFY(!Workbench(*device).memory({ "score", { 256 }, 1 }).has_value()); // no model
        const auto workbench = opened(free);
        QVERIFY(workbench);
        QCOMPARE(workbench->memory({ "score", {}, 1 }).error().place.text(), std::string("lengths"));
        QVERIFY(!workbench->memory({ "score", { 1 }, 1 }).has_value());
    }

    void thisMachine()
    {
        QVERIFY(free_memory("cpu") > 50'000'000);
        QCOMPARE(bytes_in_words(340'000'000).text(), std::string("340 MB"));
        QCOMPARE(bytes_in_words(1'240'000'000).text(), std::string("1.2 GB"));
        QCOMPARE(bytes_in_words(999'600'000).text(), std::string("1.0 GB"));
        QCOMPARE(bytes_in_words(46'400'000'000).text(), std::string("46 GB"));
        QCOMPARE(bytes_in_words(10).text(), std::string("1 MB"));
    }

    void controlGroups()
    {
        QTemporaryDir folder;
        const auto write = [&](const QString& path, const QByteArray& text) {
            const QString whole = folder.filePath(path);
            QDir().mkpath(QFileInfo(whole).path());
            QFile file(whole);
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(text);
        };
        const std::filesystem::path root = folder.filePath(QStringLiteral("fs")).toStdString();
        const std::filesystem::path self = folder.filePath(QStringLiteral("self")).toStdString();
        QVERIFY(!control_group_memory(root, self).has_value());

        // Version 2: the parent's limit is the smaller one; file pages can be had back.
        write(QStringLiteral("self"), "0::/service/job\n");
        write(QStringLiteral("fs/service/job/memory.max"), "max\n");
        write(QStringLiteral("fs/service/job/memory.current"), "100\n");
        QVERIFY(!control_group_memory(root, self).has_value());
        write(QStringLiteral("fs/service/memory.max"), "1000\n");
        write(QStringLiteral("fs/service/memory.current"), "700\n");
        write(QStringLiteral("fs/service/memory.stat"), "anon 500\ninactive_file 150\nactive_file 50\n");
        QCOMPARE(*control_group_memory(root, self), std::int64_t(500));

        // Version 1, whose container sees its own group as the root.
        write(QStringLiteral("self"), "9:cpu:/x\n4:cpuset,memory:/docker/abc\n0::/\n");
        write(QStringLiteral("fs/memory/memory.limit_in_bytes"), "5000\n");
        write(QStringLiteral("fs/memory/memory.usage_in_bytes"), "4900\n");
        write(QStringLiteral("fs/memory/memory.stat"), "inactive_file 1\ntotal_inactive_file 40\ntotal_active_file 0\n");
        QCOMPARE(*control_group_memory(root, self), std::int64_t(140));
        write(QStringLiteral("fs/memory/memory.limit_in_bytes"), "9223372036854771712\n");
        QVERIFY(!control_group_memory(root, self).has_value());
    }
};

ROPEWALK_COMPUTE_MAIN(TestMemory)
#include "tst_memory.moc"
