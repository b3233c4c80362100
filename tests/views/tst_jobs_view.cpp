// SPDX-License-Identifier: GPL-3.0-only
#include "views/search/jobs/jobs_view.h"

#include <QSignalSpy>
#include <QTest>
#include <QToolButton>
#include <memory>

using namespace ropewalk;
using namespace ropewalk::views;

class JobsViewTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_host.reset(); }
    void addedChangedRemoved();
    void cancelledFromItsCross();

private:
    std::unique_ptr<QWidget> m_host; ///< a bare window: the offscreen platform warns about size hints
    JobsView* m_jobs = nullptr;
};

void JobsViewTest::init()
{
    m_host = std::make_unique<QWidget>();
    m_host->resize(150, 160);
    m_jobs = new JobsView(m_host.get());
    m_jobs->resize(m_host->size());
    m_host->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_host.get()));
}

void JobsViewTest::addedChangedRemoved()
{
    QCOMPARE(m_jobs->count(), 0);
    m_jobs->addJob(QStringLiteral("1"), QStringLiteral("search"));
    m_jobs->addJob(QStringLiteral("2"), QStringLiteral("passkey grid"));
    m_jobs->addJob(QStringLiteral("1"), QStringLiteral("search, seed 1"));
    QCOMPARE(m_jobs->count(), 2);
    m_jobs->setProgress(QStringLiteral("1"), { 50, 200, 65, ropewalk::as_is("scoring") });
    m_jobs->setProgress(QStringLiteral("7"), { 1, 2, -1, {} }); // gone already
    QWidget* row = nullptr;
    for (QWidget* one : m_jobs->findChildren<QWidget*>())
        if (one->accessibleName() == QStringLiteral("search, seed 1"))
            row = one;
    QVERIFY(row);
    QCOMPARE(row->toolTip(), QStringLiteral("50 of 200 · 1 min 5 s left · scoring"));
    m_jobs->removeJob(QStringLiteral("1"));
    m_jobs->removeJob(QStringLiteral("1"));
    QCOMPARE(m_jobs->count(), 1);
}

void JobsViewTest::cancelledFromItsCross()
{
    QSignalSpy cancel(m_jobs, &JobsView::cancelRequested);
    connect(m_jobs, &JobsView::cancelRequested, m_jobs, &JobsView::removeJob); // at once, inside the press
    m_jobs->addJob(QStringLiteral("a"), QStringLiteral("curve"));
    m_jobs->addJob(QStringLiteral("b"), QStringLiteral("score"), false);
    QList<QToolButton*> crosses = m_jobs->findChildren<QToolButton*>();
    QCOMPARE(crosses.size(), 2);
    QTRY_VERIFY(crosses[0]->isVisible());
    QVERIFY(!crosses[1]->isVisible());
    QTest::mouseClick(crosses[0], Qt::LeftButton);
    QCOMPARE(cancel.count(), 1);
    QCOMPARE(cancel.at(0).at(0).toString(), QStringLiteral("a"));
    QCOMPARE(m_jobs->count(), 1);
}

QTEST_MAIN(JobsViewTest)
#include "tst_jobs_view.moc"
