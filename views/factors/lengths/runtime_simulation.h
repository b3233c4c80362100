// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "views/factors/lengths/length_axis.h"

#include "core/formats/runtimes/runtimes.h"

#include <QCoreApplication>

namespace ropewalk::views {

class Document;

/// One runtime on the sets of a project: what it is given is the set that serves the target as its long list and
/// the one that serves L as its short one.
class RuntimeSimulation
{
    Q_DECLARE_TR_FUNCTIONS(RuntimeSimulation)

public:
    /// started: tokens that a runtime which chooses at its start is started for; 0 = the target. modelType as
    /// config.json names it ("phi3"). None where the project has no set that fits the model.
    static std::optional<RuntimeSimulation> of(
        const Document& document, formats::Runtime runtime, const std::string& modelType, std::int64_t started);

    RuntimeSwitch drawn() const; ///< for the axis; a copy of its own
    QString atPrompt(std::int64_t tokens) const; ///< what turns a prompt of so many tokens, in a sentence or two
    QString crossing() const; ///< what a conversation that grows beyond L meets in its cache, in a sentence

    static QString name(formats::Runtime runtime);

private:
    const rope::FactorSet& of(formats::List list) const;
    QString difference(const formats::Applied& applied, std::int64_t tokens) const;

    formats::Runtime m_runtime = formats::Runtime::transformers;
    formats::Deployment m_given;
    std::vector<rope::FactorSet> m_sets; ///< of the project
};

} // namespace ropewalk::views
