/* SPDX-License-Identifier: Apache-2.0 */
/** Small programs that show how to use a server through its clients, each in a package. */
package io.tabularium.examples;
