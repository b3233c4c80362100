// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/window/preferences.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QSettings>

namespace ropewalk::studio {

namespace {

constexpr QLatin1String kEngine("engine/command");
constexpr QLatin1String kReopen("reopenLast");
constexpr QLatin1String kLive("liveSeconds");
constexpr double kMostLive = 60; // seconds

} // namespace

Preferences Preferences::kept()
{
    const QSettings settings;
    Preferences out;
    out.engine = settings.value(kEngine).toString();
    out.reopenLast = settings.value(kReopen, out.reopenLast).toBool();
    out.liveSeconds = qBound(0.0, settings.value(kLive, out.liveSeconds).toDouble(), kMostLive);
    return out;
}

void Preferences::keep() const
{
    QSettings settings;
    settings.setValue(kEngine, engine);
    settings.setValue(kReopen, reopenLast);
    settings.setValue(kLive, liveSeconds);
}

PreferencesDialog::PreferencesDialog(AppearanceControl& appearance, QWidget* parent)
    : QDialog(parent)
{
    setWindowTitle(tr("Preferences"));
    const Preferences before = Preferences::kept();

    auto* looks = new QComboBox;
    for (const Appearance one :
        {Appearance::System, Appearance::Light, Appearance::Dark, Appearance::HighContrast})
        looks->addItem(appearanceTitle(one), QVariant::fromValue(int(one)));
    looks->setCurrentIndex(looks->findData(int(appearance.appearance())));
    auto* live = new QDoubleSpinBox;
    live->setRange(0, kMostLive);
    live->setSuffix(tr(" s"));
    live->setDecimals(1);
    live->setValue(before.liveSeconds);
    live->setToolTip(tr("An edit is scored by itself while its score takes less than this; else a button asks."));
    auto* reopen = new QCheckBox(tr("Open the project of the last time"));
    reopen->setChecked(before.reopenLast);
    auto* engine = new QLineEdit(before.engine);
    engine->setPlaceholderText(tr("the engine of this machine"));
    engine->setMinimumWidth(320);
    engine->setToolTip(tr("A command line, for an engine elsewhere: ssh -T host ropewalk-engine serve"));
    auto* note = new QLabel(tr("Used from the next start on. For a machine with a GPU: ssh -T host ropewalk-engine serve"));
    note->setWordWrap(true);
    note->setForegroundRole(QPalette::PlaceholderText);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);

    auto* form = new QFormLayout(this);
    form->setContentsMargins(20, 16, 20, 16);
    form->setVerticalSpacing(10);
    form->addRow(tr("Appearance"), looks);
    form->addRow(tr("Score edits live up to"), live);
    form->addRow(tr("At the start"), reopen);
    form->addRow(tr("Engine"), engine);
    form->addRow(QString(), note);
    form->addRow(buttons);

    connect(looks, &QComboBox::currentIndexChanged, this,
        [looks, &appearance] { appearance.setAppearance(Appearance(looks->currentData().toInt())); });
    const auto change = [this, live, reopen, engine] {
        const Preferences now{engine->text().trimmed(), reopen->isChecked(), live->value()};
        if (now == Preferences::kept())
            return;
        now.keep();
        Q_EMIT changed(now);
    };
    connect(live, &QDoubleSpinBox::valueChanged, this, change);
    connect(reopen, &QCheckBox::toggled, this, change);
    connect(engine, &QLineEdit::editingFinished, this, change);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
}

} // namespace ropewalk::studio
