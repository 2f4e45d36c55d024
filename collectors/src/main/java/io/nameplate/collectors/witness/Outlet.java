/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.witness;

import io.nameplate.collectors.validate.PointKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An outlet, or the meter of a rack: whether it is on, what it gives, or both. */
public record Outlet(Optional<StateRule> state, Optional<LoadRule> load) {

    public Outlet {
        if (state.isEmpty() && load.isEmpty()) {
            throw new IllegalArgumentException("an outlet needs a point of its state or of its power");
        }
    }

    List<PointKey> points() {
        List<PointKey> points = new ArrayList<>();
        state.map(StateRule::point).ifPresent(points::add);
        load.map(LoadRule::point).ifPresent(points::add);
        return points;
    }
}
