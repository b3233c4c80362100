// SPDX-License-Identifier: GPL-3.0-only
#include "editor_stage.h"

#include "views/factors/factor_panel.h"
#include "views/factors/sets/set_model.h"
#include "views/language/terms.h"
#include "views/plots/pill_button.h"

#include "core/rope/geometry.h"

#include <QDoubleSpinBox>
#include <QHelpEvent>
#include <QToolTip>

using namespace ropewalk;
using namespace ropewalk::views;

/// Terms of the field are explained in a sentence where they stand.
class TestTerms : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void eachIsASentence()
    {
        for (int term = 0; term <= int(Term::longRope2); ++term) {
            const QString text = explained(Term(term));
            QVERIFY2(text.endsWith(u'.') && text.count(QStringLiteral(". ")) == 0 && text.size() > 30,
                qPrintable(text));
        }
    }

    void thePlotExplainsWhatIsDrawn()
    {
        test::EditorStage stage;
        QVERIFY(stage.isShown());
        const CurveLayout layout = stage.canvas->curveLayout();
        const int critical = rope::critical_pair(stage.document.geometry());
        const double middle = layout.plot.center().y();
        QVERIFY(tip(stage, { layout.plot.left() - 20, middle }).startsWith(QStringLiteral("λ, the rescale")));
        QVERIFY(tip(stage, { layout.pairs.toPixel(critical), layout.plot.top() + 20 })
                    .startsWith(QStringLiteral("Critical pair")));
        QVERIFY(tip(stage, { layout.pairs.toPixel(5), layout.y(5, stage.canvas->scene().bound) })
                    .startsWith(QStringLiteral("Bound")));
        const int last = layout.count - 1; // where NTK was never trained up to the target
        stage.document.setLambda("set-1", std::vector<double>(32, 1.0));
        QVERIFY(tip(stage, { layout.pairs.toPixel(last), layout.plot.bottom() - 2 })
                    .startsWith(QStringLiteral("Trained coverage")));
        QVERIFY(tip(stage, layout.point(3, 8)).startsWith(QStringLiteral("PI,"))); // λ = s throughout
    }

    void baselinesAreExplained()
    {
        Document document;
        document.reset(test::demoProject());
        SetModel sets(&document);
        QStringList tips;
        for (int row = 0; row < sets.rowCount(); ++row)
            tips << sets.index(row, 0).data(Qt::ToolTipRole).toString();
        for (const char* start : { "Plain RoPE", "PI,", "NTK", "YaRN" })
            QVERIFY2(!tips.filter(QLatin1String(start)).isEmpty(), start);
        FactorPanel panel(&document);
        for (const PillButton* button : panel.findChildren<PillButton*>())
            if (button->text() == u"YaRN" && button->accessibleName().startsWith(QStringLiteral("Start")))
                QVERIFY(button->toolTip().startsWith(QStringLiteral("YaRN:")));
        QVERIFY(panel.findChild<QDoubleSpinBox*>()->toolTip().startsWith(QStringLiteral("Attention factor")));
    }

private:
    static QString tip(test::EditorStage& stage, const QPointF& place)
    {
        QHelpEvent asked(QEvent::ToolTip, place.toPoint(), stage.canvas->mapToGlobal(place.toPoint()));
        QCoreApplication::sendEvent(stage.canvas, &asked);
        return QToolTip::text();
    }
};

QTEST_MAIN(TestTerms)
#include "tst_terms.moc"
