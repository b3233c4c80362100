// SPDX-License-Identifier: GPL-3.0-only
#include "tests/views/pictures.h"

#include "views/plots/panel.h"

#include <QLabel>
#include <QTest>

using namespace ropewalk;
using namespace ropewalk::views;

/// A panel's header goes on in a further row where it does not fit beside the title.
class TestWrapRow : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        test::useTheme(lightTheme());
        m_panel = new Panel(QStringLiteral("Title"));
        for (int i = 0; i < 4; ++i) {
            if (i == 2)
                m_panel->header()->addBreak(8);
            m_boxes[i] = new QWidget;
            m_boxes[i]->setFixedSize(80, 20);
            m_panel->header()->addWidget(m_boxes[i]);
        }
        m_stage = std::make_unique<test::Stage>(m_panel, QSize(500, 200));
        QVERIFY(QTest::qWaitForWindowExposed(&m_stage->window()));
    }
    void cleanup() { m_stage.reset(); }

    void oneRowWhereItFits()
    {
        for (const QWidget* box : m_boxes)
            QCOMPARE(box->y(), m_boxes[0]->y());
        const int spacing = m_panel->header()->spacing();
        QCOMPARE(m_boxes[1]->x() - m_boxes[0]->x(), 80 + spacing);
        QCOMPARE(m_boxes[2]->x() - m_boxes[1]->x(), 80 + spacing + 8);
        QCOMPARE(m_panel->width() - m_boxes[3]->geometry().right() - 1, 12);
    }

    void groupsStayTogetherBelowEachOther()
    {
        const int wide = m_panel->minimumSizeHint().width();
        QVERIFY2(wide < 2 * 80 + 120, qPrintable(QString::number(wide)));
        m_panel->resize(wide + 40, 200);
        QTRY_COMPARE(m_boxes[2]->x(), m_boxes[0]->x());
        QCOMPARE(m_boxes[1]->y(), m_boxes[0]->y());
        QCOMPARE(m_boxes[3]->y(), m_boxes[2]->y());
        QVERIFY(m_boxes[2]->y() >= m_boxes[0]->geometry().bottom());
        // The title keeps to the first row.
        const auto* title = m_panel->findChild<QLabel*>();
        QVERIFY(std::abs(title->geometry().center().y() - m_boxes[0]->geometry().center().y()) <= 1);
    }

    void whatIsHiddenTakesNoRoom()
    {
        m_boxes[0]->hide();
        m_boxes[1]->hide();
        m_panel->resize(m_panel->minimumSizeHint().width(), 200);
        QTRY_VERIFY(m_boxes[3]->geometry().right() < m_panel->width());
        QCOMPARE(m_panel->header()->heightForWidth(10), 20);
    }

private:
    std::unique_ptr<test::Stage> m_stage;
    Panel* m_panel = nullptr; // owned by the stage
    QWidget* m_boxes[4] = {}; // owned by the panel
};

QTEST_MAIN(TestWrapRow)
#include "tst_wrap_row.moc"
