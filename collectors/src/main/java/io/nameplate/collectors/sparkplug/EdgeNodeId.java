/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.sparkplug;

/** An edge node: its own name and its group's. */
public record EdgeNodeId(String group, String node) {

    @Override
    public String toString() {
        return group + "/" + node;
    }
}
