/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.witness;

import io.nameplate.collectors.validate.PointKey;

/**
 * A point that says a power.
 *
 * @param noLoadBelow W below which nothing that it feeds is at work
 */
public record LoadRule(PointKey point, double noLoadBelow) {

    public LoadRule {
        if (!(noLoadBelow > 0)) {
            throw new IllegalArgumentException("no load begins below a power above 0 W, found " + noLoadBelow);
        }
    }
}
