// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/text/questions/question_file.h"

#include <nlohmann/json_fwd.hpp>
#include <string_view>

namespace ropewalk::text {

/// One way of writing a question as a JSON object.
struct QuestionLayout
{
    std::string_view name;
    bool (*fits)(const nlohmann::json& object); ///< by the names of its fields
    Result<Question> (*read)(const nlohmann::json& object); ///< errors name the key
};

/// All of them, the more particular before the more general.
const std::vector<QuestionLayout>& question_layouts();

} // namespace ropewalk::text
