// SPDX-License-Identifier: Apache-2.0
#include "app/engine/serve/job_queue.h"
#include "core/protocol/methods.h"
#include "tests/engine/recorder.h"

#include <QTest>
#include <latch>
#include <semaphore>
#include <thread>

using namespace ropewalk;
using namespace ropewalk::engine;

namespace {

constexpr int cancelled_code = protocol::error_code::cancelled;

/// A queue with its thread; ended with the test.
class Running
{
public:
    Running()
        : m_thread([this] { queue.run(); })
    {
    }
    ~Running()
    {
        queue.close(as_is("the test is over"));
        m_thread.join();
    }
    std::shared_ptr<Job> submit(std::int64_t id, Priority priority, Job::Work work, std::string slot = {},
        std::string method = "work")
    {
        auto job = std::make_shared<Job>(
            Job::Description{ id, std::move(method), priority, std::move(slot) }, std::move(work), sink);
        return queue.submit(job) ? job : nullptr;
    }
    /// Work that says when it has begun and yields until it is stopped or released.
    Job::Work long_work(std::latch& begun)
    {
        return [this, &begun](Job& job) -> Answer {
            begun.count_down();
            while (queue.yield(job) && !released)
                std::this_thread::yield();
            return nlohmann::json(job.stopped() ? "stopped" : "done");
        };
    }

    Recorder sink;
    JobQueue queue;
    std::atomic<bool> released = false;

private:
    std::thread m_thread;
};

Job::Work answers(const char* text)
{
    return [text](Job&) -> Answer { return nlohmann::json(text); };
}

} // namespace

class TestJobQueue : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void runsInOrder()
    {
        Running running;
        std::string order;
        for (int id = 1; id <= 3; ++id)
            running.submit(id, Priority::score, [&order, id](Job&) -> Answer {
                order += std::to_string(id);
                return nlohmann::json(id);
            });
        QCOMPARE(running.sink.answer(3)["result"], nlohmann::json(3));
        QCOMPARE(order, std::string("123"));
    }

    void moreUrgentRunsInside()
    {
        Running running;
        std::latch begun(1);
        running.submit(1, Priority::background, running.long_work(begun));
        begun.wait();
        running.submit(2, Priority::score, answers("inside"));
        QCOMPARE(running.sink.answer(2)["result"], nlohmann::json("inside"));
        QCOMPARE(running.sink.answers(1), 0);
        running.released = true;
        QCOMPARE(running.sink.answer(1)["result"], nlohmann::json("done"));
    }

    void theSameUrgencyWaits()
    {
        Running running;
        std::latch begun(1);
        running.submit(1, Priority::score, running.long_work(begun));
        begun.wait();
        running.submit(2, Priority::score, answers("after"));
        running.submit(3, Priority::preview, answers("inside"));
        QCOMPARE(running.sink.answer(3)["result"], nlohmann::json("inside"));
        QCOMPARE(running.sink.answers(2), 0);
        running.released = true;
        QCOMPARE(running.sink.answer(2)["result"], nlohmann::json("after"));
        QCOMPARE(running.sink.answers(1), 1);
    }

    void theMostUrgentOfTheWaitingIsFirst()
    {
        Running running;
        std::latch begun(1);
        std::string order;
        const auto noting = [&](char c) {
            return [&order, c](Job&) -> Answer {
                order += c;
                return nlohmann::json();
            };
        };
        std::binary_semaphore gate(0);
        running.submit(1, Priority::control, [&](Job&) -> Answer {
            begun.count_down();
            gate.acquire();
            return nlohmann::json();
        });
        begun.wait();
        running.submit(2, Priority::background, noting('b'));
        running.submit(3, Priority::score, noting('s'));
        running.submit(4, Priority::preview, noting('p'));
        running.submit(5, Priority::control, noting('c'));
        gate.release();
        QVERIFY(!running.sink.answer(2).is_null());
        QCOMPARE(order, std::string("cpsb"));
    }

    void aNewerOneInTheSlotSupersedes_data()
    {
        QTest::addColumn<bool>("runs");
        QTest::newRow("the older runs") << true;
        QTest::newRow("the older waits") << false;
    }
    void aNewerOneInTheSlotSupersedes()
    {
        QFETCH(const bool, runs);
        Running running;
        std::latch begun(1);
        std::binary_semaphore gate(0);
        if (runs) {
            running.submit(2, Priority::score, running.long_work(begun), "edit");
        } else {
            running.submit(1, Priority::control, [&](Job&) -> Answer {
                begun.count_down();
                gate.acquire();
                return nlohmann::json();
            });
        }
        begun.wait();
        if (!runs)
            running.submit(2, Priority::score, answers("older"), "edit");
        running.submit(3, Priority::score, answers("other"), "another slot");
        running.submit(4, Priority::score, answers("newer"), "edit");
        QCOMPARE(running.sink.answer(2)["error"]["code"], nlohmann::json(cancelled_code));
        gate.release();
        QCOMPARE(running.sink.answer(3)["result"], nlohmann::json("other"));
        QCOMPARE(running.sink.answer(4)["result"], nlohmann::json("newer"));
        QCOMPARE(running.sink.answers(2), 1);
    }

    void aStoppedJobIsAnsweredOnceAndAtOnce()
    {
        Running running;
        std::latch begun(1);
        std::binary_semaphore gate(0);
        running.submit(1, Priority::background, [&](Job& job) -> Answer {
            begun.count_down();
            gate.acquire(); // answered although the work has not come to a yield point
            job.notify("too/late", nlohmann::json::object());
            return nlohmann::json("too late");
        });
        begun.wait();
        QVERIFY(running.queue.stop(std::int64_t(1), as_is("cancelled")));
        QCOMPARE(running.sink.answer(1)["error"]["code"], nlohmann::json(cancelled_code));
        QVERIFY(!running.queue.stop(std::int64_t(1), as_is("cancelled")));
        gate.release();
        running.submit(2, Priority::score, answers("next"));
        QCOMPARE(running.sink.answer(2)["result"], nlohmann::json("next"));
        QCOMPARE(running.sink.messages().size(), std::size_t(2));
    }

    void aJobSuspendedBelowAnotherIsStoppedToo()
    {
        Running running;
        std::latch first(1), second(1);
        running.submit(1, Priority::background, running.long_work(first));
        first.wait();
        running.submit(2, Priority::score, running.long_work(second));
        second.wait();
        QVERIFY(running.queue.stop(std::int64_t(1), as_is("cancelled")));
        QCOMPARE(running.sink.answer(1)["error"]["code"], nlohmann::json(cancelled_code));
        QCOMPARE(running.sink.answers(2), 0);
        running.released = true;
        QCOMPARE(running.sink.answer(2)["result"], nlohmann::json("done"));
    }

    void aPausedJobLetsEveryOtherRun()
    {
        Running running;
        std::latch begun(1);
        QVERIFY(!running.queue.pause("search", true));
        running.submit(1, Priority::background, running.long_work(begun), {}, "search");
        begun.wait();
        QVERIFY(running.queue.pause("search", true));
        running.submit(2, Priority::background, answers("meanwhile"));
        QCOMPARE(running.sink.answer(2)["result"], nlohmann::json("meanwhile"));
        running.released = true;
        QVERIFY(running.queue.pause("search", false));
        QCOMPARE(running.sink.answer(1)["result"], nlohmann::json("done"));
    }

    void aPausedJobCanBeStopped()
    {
        Running running;
        std::latch begun(1);
        running.submit(1, Priority::background, running.long_work(begun), {}, "search");
        begun.wait();
        running.queue.pause("search", true);
        QVERIFY(running.queue.stop(std::int64_t(1), as_is("cancelled")));
        running.submit(2, Priority::background, answers("next"));
        QCOMPARE(running.sink.answer(2)["result"], nlohmann::json("next"));
    }

    void whatWaitedBeforeCanBeDropped()
    {
        Running running;
        std::latch begun(1);
        std::binary_semaphore gate(0);
        running.submit(1, Priority::control, [&](Job&) -> Answer {
            begun.count_down();
            gate.acquire();
            return nlohmann::json();
        });
        begun.wait();
        running.submit(2, Priority::background, answers("on the old model"));
        running.submit(3, Priority::control, [&](Job& job) -> Answer {
            running.queue.stop_waiting_before(job, as_is("another model was opened"));
            return nlohmann::json();
        });
        running.submit(4, Priority::background, answers("on the new model"));
        gate.release();
        QCOMPARE(running.sink.answer(4)["result"], nlohmann::json("on the new model"));
        QCOMPARE(running.sink.answer(2)["error"]["message"], nlohmann::json("another model was opened"));
    }

    void anIdInUseIsRefused()
    {
        Running running;
        std::latch begun(1);
        running.submit(1, Priority::background, running.long_work(begun));
        begun.wait();
        QVERIFY(!running.submit(1, Priority::score, answers("double")));
        running.queue.stop(std::int64_t(1), as_is("cancelled"));
        QVERIFY(running.submit(1, Priority::score, answers("again")) != nullptr);
    }

    void anExceptionIsAnAnswer_data()
    {
        QTest::addColumn<bool>("memory");
        QTest::addColumn<QString>("message");
        QTest::newRow("library") << false << QStringLiteral("CUDA error");
        QTest::newRow("memory") << true << QStringLiteral("not enough memory");
    }
    void anExceptionIsAnAnswer()
    {
        QFETCH(const bool, memory);
        QFETCH(const QString, message);
        Running running;
        running.submit(1, Priority::score, [memory](Job&) -> Answer {
            if (memory)
                throw std::bad_alloc();
            throw std::runtime_error("CUDA error\nframe 1\nframe 2");
        });
        const auto answer = running.sink.answer(1);
        QCOMPARE(answer["error"]["code"], nlohmann::json(protocol::error_code::internal_error));
        QCOMPARE(answer["error"]["message"], nlohmann::json(message.toStdString()));
        running.submit(2, Priority::score, answers("goes on"));
        QCOMPARE(running.sink.answer(2)["result"], nlohmann::json("goes on"));
    }

    void progressIsBoundedNotificationsAreNot()
    {
        Running running;
        running.submit(1, Priority::score, [](Job& job) -> Answer {
            for (int i = 0; i < 1000; ++i) {
                job.progress(i, 1000);
                job.notify("search/journal", { { "line", i } });
            }
            return nlohmann::json(job.active_seconds());
        });
        const double seconds = running.sink.answer(1)["result"];
        int progress = 0, lines = 0;
        for (const auto& message : running.sink.messages()) {
            progress += message.value("method", "") == protocol::method::progress;
            lines += message.value("method", "") == protocol::method::journal;
        }
        QCOMPARE(lines, 1000);
        QVERIFY(progress >= 1);
        QVERIFY(progress <= 1 + static_cast<int>(seconds * 20));
    }

    void whatRanInsideIsNotCounted()
    {
        Running running;
        std::latch begun(1);
        std::atomic<double> inside = 0;
        running.submit(1, Priority::background, [&](Job& job) -> Answer {
            begun.count_down();
            const auto wall = std::chrono::steady_clock::now();
            while (inside == 0)
                running.queue.yield(job);
            const std::chrono::duration<double> all = std::chrono::steady_clock::now() - wall;
            return nlohmann::json(all.count() - job.active_seconds());
        });
        begun.wait();
        running.submit(2, Priority::score, [&](Job& job) -> Answer {
            while (job.active_seconds() < 0.05)
                std::this_thread::yield();
            inside = job.active_seconds();
            return nlohmann::json();
        });
        const double hidden = running.sink.answer(1)["result"];
        QVERIFY(hidden > 0.049);
    }

    void closingAnswersEveryJob()
    {
        Running running;
        std::latch begun(1);
        running.submit(1, Priority::background, running.long_work(begun));
        begun.wait();
        running.submit(2, Priority::background, answers("never"));
        running.queue.close(as_is("ending"));
        for (const int id : { 1, 2 })
            QCOMPARE(running.sink.answer(id)["error"]["message"], nlohmann::json("ending"));
        QVERIFY(!running.submit(3, Priority::score, answers("never")));
    }
};

QTEST_GUILESS_MAIN(TestJobQueue)
#include "tst_job_queue.moc"
