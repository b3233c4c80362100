// SPDX-License-Identifier: GPL-3.0-only
#include "editor_stage.h"

#include "views/factors/lengths/length_axis.h"

using namespace ropewalk;
using namespace ropewalk::views;

class TestLengthAxis : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        test::useTheme(lightTheme());
        m_document = std::make_unique<Document>();
        project::Project project = test::demoProject();
        project.sets[0].to_length = 256;
        project.sets[1].from_length = 256;
        project.sets[1].to_length = 0;
        m_document->reset(project);
        m_axis = new LengthAxis(m_document.get());
        m_stage = std::make_unique<test::Stage>(m_axis, QSize(700, m_axis->sizeHint().height()));
        QVERIFY(QTest::qWaitForWindowExposed(&m_stage->window()));
        m_axis->setFocus();
    }
    void cleanup()
    {
        m_stage.reset();
        m_document.reset();
    }
    void neighboursMoveTogetherInOneStep();
    void anEndIsTakenAway();
    void keysMoveTheChosenEnd();
    void lockedSetsStay();
    void showsWhatServesAndWhatARuntimeApplies();

private:
    const rope::FactorSet& set(std::size_t number) const { return m_document->project().sets[number]; }
    void drag(std::size_t number, rope::RangeEnd end, double x)
    {
        const QPoint from = m_axis->endOf(number, end).toPoint();
        QTest::mousePress(m_axis, Qt::LeftButton, {}, from);
        QTest::mouseMove(m_axis, QPoint(int(x + from.x()) / 2, from.y()));
        QTest::mouseMove(m_axis, QPoint(int(x), from.y()));
        QTest::mouseRelease(m_axis, Qt::LeftButton, {}, QPoint(int(x), from.y()));
    }
    std::unique_ptr<Document> m_document;
    std::unique_ptr<test::Stage> m_stage;
    LengthAxis* m_axis = nullptr; // owned by the stage
};

void TestLengthAxis::neighboursMoveTogetherInOneStep()
{
    drag(0, rope::RangeEnd::to, m_axis->pixelOf(512));
    QCOMPARE(set(0).to_length, std::int64_t(512)); // caught by a doubling of L
    QCOMPARE(set(1).from_length, std::int64_t(512));
    QCOMPARE(m_document->undoStack()->count(), 1);
    m_document->undoStack()->undo();
    QCOMPARE(set(0).to_length, std::int64_t(256));
    QCOMPARE(set(1).from_length, std::int64_t(256));
}

void TestLengthAxis::anEndIsTakenAway()
{
    drag(1, rope::RangeEnd::to, m_axis->pixelOf(2048));
    QCOMPARE(set(1).to_length, std::int64_t(2048));
    drag(1, rope::RangeEnd::to, m_axis->width() + 40);
    QCOMPARE(set(1).to_length, std::int64_t(0));
}

void TestLengthAxis::keysMoveTheChosenEnd()
{
    QTest::keyClick(m_axis, Qt::Key_Right);
    QVERIFY(set(0).to_length > 256 && set(0).to_length == set(1).from_length);
    const std::int64_t there = set(0).to_length;
    QTest::keyClick(m_axis, Qt::Key_Left, Qt::ShiftModifier);
    QCOMPARE(set(0).to_length, there - 1);
    QTest::keyClick(m_axis, Qt::Key_Down);
    QTest::keyClick(m_axis, Qt::Key_End);
    QTest::keyClick(m_axis, Qt::Key_Left);
    QVERIFY(set(1).to_length > 2048);
    QTest::keyClick(m_axis, Qt::Key_Delete);
    QCOMPARE(set(1).to_length, std::int64_t(0));
    QTest::keyClick(m_axis, Qt::Key_Home);
    QTest::keyClick(m_axis, Qt::Key_Right);
    QVERIFY(set(1).from_length > there);
    QCOMPARE(m_document->undoStack()->count(), 5);
    QVERIFY(m_axis->accessibleDescription().contains(
        QStringLiteral("mine: 1 to %1 tokens").arg(set(0).to_length)));
}

void TestLengthAxis::lockedSetsStay()
{
    m_document->setLocked("found-1", true);
    drag(0, rope::RangeEnd::to, m_axis->pixelOf(512));
    QCOMPARE(set(0).to_length, std::int64_t(256));
    QCOMPARE(set(1).from_length, std::int64_t(256));
}

void TestLengthAxis::showsWhatServesAndWhatARuntimeApplies()
{
    const QImage picture = test::picture(*m_axis, QStringLiteral("lengths"));
    const Theme theme = lightTheme();
    const auto served = [&](std::int64_t length, double y) {
        return QColor(picture.pixel(int(m_axis->pixelOf(length)), int(y)));
    };
    const double top = m_axis->endOf(0, rope::RangeEnd::to).y() - 17;
    QCOMPARE(served(100, top), colourOf(theme, QStringLiteral("set-1")));
    QCOMPARE(served(1000, top), colourOf(theme, QStringLiteral("found-1")));

    const int before = m_axis->sizeHint().height();
    m_axis->setRuntime(RuntimeSwitch{ QStringLiteral("a runtime"),
        [](std::int64_t length) { return length > 1024 ? std::string("set-1") : std::string(); } });
    QVERIFY(m_axis->sizeHint().height() > before);
    m_axis->resize(700, m_axis->sizeHint().height());
    const QImage with = test::picture(*m_axis, QStringLiteral("lengths-runtime"));
    const double row = m_axis->endOf(1, rope::RangeEnd::to).y() + 17;
    QCOMPARE(
        QColor(with.pixel(int(m_axis->pixelOf(1500)), int(row))), colourOf(theme, QStringLiteral("set-1")));
    QCOMPARE(QColor(with.pixel(int(m_axis->pixelOf(500)), int(row))), theme.grid);
}

QTEST_MAIN(TestLengthAxis)
#include "tst_length_axis.moc"
