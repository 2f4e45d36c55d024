/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.language;

/** One server: its id and the rack a person finds it in. */
public record Node(NodeId node, String rack) {}
