// @tensorflow/tfjs-node 4.22.0, Apache-2.0, Copyright Google LLC. Written by scripts/tensorflow-binding.mjs.
var __commonJSMin = (cb, mod) => () => (mod || (cb((mod = { exports: {} }).exports, mod, mod.exports), cb = null), mod.exports);
var require__FusedMatMul = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports._fusedMatMulConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	exports._fusedMatMulConfig = {
		kernelName: tfjs_1._FusedMatMul,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var _a = args.inputs, a = _a.a, b = _a.b, bias = _a.bias, preluActivationWeights = _a.preluActivationWeights;
			var backend = args.backend;
			var _b = args.attrs, transposeA = _b.transposeA, transposeB = _b.transposeB, activation = _b.activation, leakyreluAlpha = _b.leakyreluAlpha;
			return (0, tfjs_1.tidy)(function() {
				var result = (0, tfjs_1.matMul)(a, b, transposeA, transposeB);
				if (bias != null) result = (0, tfjs_1.add)(result, bias);
				result = backend.applyActivation(result, activation, preluActivationWeights, leakyreluAlpha);
				return result;
			});
		}
	};
}));
var require_int64_tensors = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2018 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.encodeInt32ArrayAsInt64 = exports.Int64Scalar = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var os_1 = require("os");
	var INT32_MAX = 2147483648;
	exports.Int64Scalar = function() {
		function Int64Scalar(value) {
			this.value = value;
			this.dtype = "int64";
			this.rank = 1;
			if (Int64Scalar.endiannessOkay_ == null) {
				if ((0, os_1.endianness)() !== "LE") throw new Error("Int64Scalar does not support endianness of this machine: " + "".concat((0, os_1.endianness)()));
				Int64Scalar.endiannessOkay_ = true;
			}
			tfjs_1.util.assert(value > -INT32_MAX && value < INT32_MAX - 1, function() {
				return "Got a value outside of the bound of values supported for int64 " + "dtype ([-".concat(INT32_MAX, ", ").concat(INT32_MAX - 1, "]): ").concat(value);
			});
			tfjs_1.util.assert(Number.isInteger(value), function() {
				return "Expected value to be an integer, but got ".concat(value);
			});
			var highPart = value >= 0 ? 0 : -1;
			var lowPart = value % INT32_MAX;
			this.valueArray_ = new Int32Array([lowPart, highPart]);
		}
		Object.defineProperty(Int64Scalar.prototype, "shape", {
			get: function() {
				return [];
			},
			enumerable: false,
			configurable: true
		});
		Object.defineProperty(Int64Scalar.prototype, "valueArray", {
			/** Get the Int32Array that represents the int64 value. */
			get: function() {
				return this.valueArray_;
			},
			enumerable: false,
			configurable: true
		});
		return Int64Scalar;
	}();
	/**
	* This method encodes a Int32Array as Int64 layout in order to create TF_INT64
	* tensor through binding.
	*/
	function encodeInt32ArrayAsInt64(value) {
		if ((0, os_1.endianness)() !== "LE") throw new Error("Int64Scalar does not support endianness of this machine: " + "".concat((0, os_1.endianness)()));
		var buffer = new Int32Array(value.length * 2);
		for (var i = 0; i < value.length; i++) buffer[i * 2] = value[i];
		return buffer;
	}
	exports.encodeInt32ArrayAsInt64 = encodeInt32ArrayAsInt64;
}));
var require__summaries = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	module.exports = {};
}));
var require_nodejs_kernel_backend = /* @__PURE__ */ __commonJSMin(((exports, module, this$3) => {
	/**
	* @license
	* Copyright 2018 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	var __extends = this$3 && this$3.__extends || (function() {
		var extendStatics = function(d, b) {
			extendStatics = Object.setPrototypeOf || { __proto__: [] } instanceof Array && function(d, b) {
				d.__proto__ = b;
			} || function(d, b) {
				for (var p in b) if (Object.prototype.hasOwnProperty.call(b, p)) d[p] = b[p];
			};
			return extendStatics(d, b);
		};
		return function(d, b) {
			if (typeof b !== "function" && b !== null) throw new TypeError("Class extends value " + String(b) + " is not a constructor or null");
			extendStatics(d, b);
			function __() {
				this.constructor = d;
			}
			d.prototype = b === null ? Object.create(b) : (__.prototype = b.prototype, new __());
		};
	})();
	var __awaiter = this$3 && this$3.__awaiter || function(thisArg, _arguments, P, generator) {
		function adopt(value) {
			return value instanceof P ? value : new P(function(resolve) {
				resolve(value);
			});
		}
		return new (P || (P = Promise))(function(resolve, reject) {
			function fulfilled(value) {
				try {
					step(generator.next(value));
				} catch (e) {
					reject(e);
				}
			}
			function rejected(value) {
				try {
					step(generator["throw"](value));
				} catch (e) {
					reject(e);
				}
			}
			function step(result) {
				result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected);
			}
			step((generator = generator.apply(thisArg, _arguments || [])).next());
		});
	};
	var __generator = this$3 && this$3.__generator || function(thisArg, body) {
		var _ = {
			label: 0,
			sent: function() {
				if (t[0] & 1) throw t[1];
				return t[1];
			},
			trys: [],
			ops: []
		}, f, y, t, g = {
			next: verb(0),
			"throw": verb(1),
			"return": verb(2)
		};
		return typeof Symbol === "function" && (g[Symbol.iterator] = function() {
			return this;
		}), g;
		function verb(n) {
			return function(v) {
				return step([n, v]);
			};
		}
		function step(op) {
			if (f) throw new TypeError("Generator is already executing.");
			while (g && (g = 0, op[0] && (_ = 0)), _) try {
				if (f = 1, y && (t = op[0] & 2 ? y["return"] : op[0] ? y["throw"] || ((t = y["return"]) && t.call(y), 0) : y.next) && !(t = t.call(y, op[1])).done) return t;
				if (y = 0, t) op = [op[0] & 2, t.value];
				switch (op[0]) {
					case 0:
					case 1:
						t = op;
						break;
					case 4:
						_.label++;
						return {
							value: op[1],
							done: false
						};
					case 5:
						_.label++;
						y = op[1];
						op = [0];
						continue;
					case 7:
						op = _.ops.pop();
						_.trys.pop();
						continue;
					default:
						if (!(t = _.trys, t = t.length > 0 && t[t.length - 1]) && (op[0] === 6 || op[0] === 2)) {
							_ = 0;
							continue;
						}
						if (op[0] === 3 && (!t || op[1] > t[0] && op[1] < t[3])) {
							_.label = op[1];
							break;
						}
						if (op[0] === 6 && _.label < t[1]) {
							_.label = t[1];
							t = op;
							break;
						}
						if (t && _.label < t[2]) {
							_.label = t[2];
							_.ops.push(op);
							break;
						}
						if (t[2]) _.ops.pop();
						_.trys.pop();
						continue;
				}
				op = body.call(thisArg, _);
			} catch (e) {
				op = [6, e];
				y = 0;
			} finally {
				f = t = 0;
			}
			if (op[0] & 5) throw op[1];
			return {
				value: op[0] ? op[1] : void 0,
				done: true
			};
		}
	};
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.ensureTensorflowBackend = exports.createOpAttr = exports.createTensorsTypeOpAttr = exports.getTFDType = exports.nodeBackend = exports.NodeJSKernelBackend = void 0;
	var tf = require("@tensorflow/tfjs");
	var tfjs_1 = require("@tensorflow/tfjs");
	var util_1 = require("util");
	var int64_tensors_1 = require_int64_tensors();
	var messages = require__summaries();
	exports.NodeJSKernelBackend = function(_super) {
		__extends(NodeJSKernelBackend, _super);
		function NodeJSKernelBackend(binding, packageName) {
			var _this = _super.call(this) || this;
			_this.binding = binding;
			_this.isGPUPackage = packageName === "@tensorflow/tfjs-node-gpu";
			_this.isUsingGpuDevice = _this.binding.isUsingGpuDevice();
			_this.tensorMap = new tf.DataStorage(_this, tf.engine());
			return _this;
		}
		NodeJSKernelBackend.prototype.getDTypeInteger = function(dtype) {
			switch (dtype) {
				case "float32": return this.binding.TF_FLOAT;
				case "int32": return this.binding.TF_INT32;
				case "bool": return this.binding.TF_BOOL;
				case "complex64": return this.binding.TF_COMPLEX64;
				case "string": return this.binding.TF_STRING;
				default: throw new Error("Unsupported DType: ".concat(dtype));
			}
		};
		NodeJSKernelBackend.prototype.typeAttributeFromTensor = function(value) {
			return this.getDTypeInteger(value.dtype);
		};
		NodeJSKernelBackend.prototype.createOutputTensor = function(metadata) {
			var newId = {};
			this.tensorMap.set(newId, {
				shape: metadata.shape,
				dtype: metadata.dtype,
				id: metadata.id,
				values: null,
				refCount: 1
			});
			var dtype;
			switch (metadata.dtype) {
				case this.binding.TF_FLOAT:
					dtype = "float32";
					break;
				case this.binding.TF_INT32:
					dtype = "int32";
					break;
				case this.binding.TF_INT64:
					console.warn("INT64 output tensor will be stored as BigInt64Array.");
					dtype = "int32";
					break;
				case this.binding.TF_BOOL:
					dtype = "bool";
					break;
				case this.binding.TF_COMPLEX64:
					dtype = "complex64";
					break;
				case this.binding.TF_STRING:
					dtype = "string";
					break;
				case this.binding.TF_RESOURCE:
					dtype = "string";
					break;
				case this.binding.TF_UINT8:
					dtype = "int32";
					break;
				default: throw new Error("Unknown dtype enum ".concat(metadata.dtype));
			}
			var tensorInfo = {
				dataId: newId,
				shape: metadata.shape,
				dtype
			};
			return tf.engine().makeTensorFromTensorInfo(tensorInfo);
		};
		NodeJSKernelBackend.prototype.getInputTensorIds = function(tensors) {
			var ids = [];
			for (var i = 0; i < tensors.length; i++) if (tensors[i] instanceof int64_tensors_1.Int64Scalar) {
				var value = tensors[i].valueArray;
				var id = this.binding.createTensor([], this.binding.TF_INT64, value);
				ids.push(id);
			} else {
				var info = this.tensorMap.get(tensors[i].dataId);
				if (info.values != null) {
					info.id = this.binding.createTensor(info.shape, info.dtype, info.values);
					info.values = null;
				}
				ids.push(info.id);
			}
			return ids;
		};
		NodeJSKernelBackend.prototype.createReductionOpAttrs = function(tensor, keepDims) {
			if (keepDims === void 0) keepDims = false;
			return [
				{
					name: "keep_dims",
					type: this.binding.TF_ATTR_BOOL,
					value: keepDims
				},
				createTensorsTypeOpAttr("T", tensor.dtype),
				createTensorsTypeOpAttr("Tidx", "int32")
			];
		};
		NodeJSKernelBackend.prototype.floatPrecision = function() {
			return 32;
		};
		NodeJSKernelBackend.prototype.epsilon = function() {
			return _super.prototype.epsilon.call(this);
		};
		/**
		* Executes an op that has a single input and output.
		*
		* Helper function to wrap executeSingleOutput in a particular case.
		* @param name The name of the Op to execute.
		* @param input The input Tensor for the Op.
		*/
		NodeJSKernelBackend.prototype.executeSingleInput = function(name, input) {
			var opAttrs = [createTensorsTypeOpAttr("T", input.dtype)];
			return this.executeSingleOutput(name, opAttrs, [input]);
		};
		/**
		* Executes a TensorFlow Eager Op that provides one output Tensor.
		* @param name The name of the Op to execute.
		* @param opAttrs The list of Op attributes required to execute.
		* @param inputs The list of input Tensors for the Op.
		* @return A resulting Tensor from Op execution.
		*/
		NodeJSKernelBackend.prototype.executeSingleOutput = function(name, opAttrs, inputs) {
			var outputMetadata = this.binding.executeOp(name, opAttrs, this.getInputTensorIds(inputs), 1);
			return this.createOutputTensor(outputMetadata[0]);
		};
		/**
		* Executes a TensorFlow Eager Op that provides multiple output Tensors.
		* @param name The name of the Op to execute.
		* @param opAttrs The list of Op attributes required to execute.
		* @param inputs The list of input Tensors for the Op.
		* @param numOutputs The number of output Tensors for Op execution.
		* @return A resulting Tensor array from Op execution.
		*/
		NodeJSKernelBackend.prototype.executeMultipleOutputs = function(name, opAttrs, inputs, numOutputs) {
			var _this = this;
			return this.binding.executeOp(name, opAttrs, this.getInputTensorIds(inputs), numOutputs).map(function(m) {
				return _this.createOutputTensor(m);
			});
		};
		NodeJSKernelBackend.prototype.numDataIds = function() {
			return this.tensorMap.numDataIds();
		};
		NodeJSKernelBackend.prototype.dispose = function() {};
		NodeJSKernelBackend.prototype.read = function(dataId) {
			return __awaiter(this, void 0, void 0, function() {
				return __generator(this, function(_a) {
					return [2, this.readSync(dataId)];
				});
			});
		};
		NodeJSKernelBackend.prototype.readSync = function(dataId) {
			if (!this.tensorMap.has(dataId)) throw new Error("Tensor ".concat(dataId, " was not registered!"));
			var info = this.tensorMap.get(dataId);
			if (info.values != null) return info.values;
			else return this.binding.tensorDataSync(info.id);
		};
		/**
		* Dispose the memory if the dataId has 0 refCount. Return true if the memory
		* is released, false otherwise.
		* @param dataId
		* @oaram force Optional, remove the data regardless of refCount
		*/
		NodeJSKernelBackend.prototype.disposeData = function(dataId, force) {
			if (force === void 0) force = false;
			if (this.tensorMap.has(dataId)) {
				var id = this.tensorMap.get(dataId).id;
				this.tensorMap.get(dataId).refCount--;
				if (!force && this.tensorMap.get(dataId).refCount > 0) return false;
				if (id != null && id >= 0) this.binding.deleteTensor(id);
				this.tensorMap.delete(dataId);
			}
			return true;
		};
		/** Return refCount of a `TensorData`. */
		NodeJSKernelBackend.prototype.refCount = function(dataId) {
			if (this.tensorMap.has(dataId)) return this.tensorMap.get(dataId).refCount;
			return 0;
		};
		NodeJSKernelBackend.prototype.incRef = function(dataId) {
			this.tensorMap.get(dataId).refCount++;
		};
		NodeJSKernelBackend.prototype.move = function(dataId, values, shape, dtype, refCount) {
			this.tensorMap.set(dataId, {
				shape,
				dtype: getTFDType(dtype),
				values,
				id: -1,
				refCount
			});
		};
		NodeJSKernelBackend.prototype.write = function(values, shape, dtype) {
			var dataId = {};
			this.move(dataId, values, shape, dtype, 1);
			return dataId;
		};
		NodeJSKernelBackend.prototype.applyActivation = function(input, activation, preluActivationWeights, leakyreluAlpha) {
			var result = input;
			if (activation != null) {
				if (activation === "linear") {} else if (activation === "relu") result = tf.relu(result);
				else if (activation === "prelu") result = tf.prelu(result, preluActivationWeights);
				else if (activation === "leakyrelu") result = tf.leakyRelu(result, leakyreluAlpha);
				else if (activation === "elu") result = tf.elu(result);
				else if (activation === "relu6") result = tf.relu6(result);
				else if (activation === "sigmoid") result = tf.sigmoid(result);
				else throw new Error("Activation: ".concat(activation, " has not been implemented for the Node.js backend"));
			}
			return result;
		};
		NodeJSKernelBackend.prototype.divide = function(a, b) {
			var opAttrs = [createTensorsTypeOpAttr("T", tfjs_1.backend_util.upcastType(a.dtype, b.dtype))];
			return this.executeSingleOutput("Div", opAttrs, [a, b]);
		};
		NodeJSKernelBackend.prototype.divNoNan = function(a, b) {
			var opAttrs = [createTensorsTypeOpAttr("T", tfjs_1.backend_util.upcastType(a.dtype, b.dtype))];
			return this.executeSingleOutput("DivNoNan", opAttrs, [a, b]);
		};
		NodeJSKernelBackend.prototype.where = function(condition) {
			return this.executeSingleOutput("Where", [], [condition]);
		};
		NodeJSKernelBackend.prototype.topKValues = function(x, k) {
			throw new Error("Method not implemented.");
		};
		NodeJSKernelBackend.prototype.topKIndices = function(x, k) {
			throw new Error("Method not implemented.");
		};
		NodeJSKernelBackend.prototype.int = function(x) {
			throw new Error("Method not implemented.");
		};
		NodeJSKernelBackend.prototype.decodeJpeg = function(contents, channels, ratio, fancyUpscaling, tryRecoverTruncated, acceptableFraction, dctMethod) {
			var opAttrs = [
				{
					name: "channels",
					type: this.binding.TF_ATTR_INT,
					value: channels
				},
				{
					name: "ratio",
					type: this.binding.TF_ATTR_INT,
					value: ratio
				},
				{
					name: "fancy_upscaling",
					type: this.binding.TF_ATTR_BOOL,
					value: fancyUpscaling
				},
				{
					name: "try_recover_truncated",
					type: this.binding.TF_ATTR_BOOL,
					value: tryRecoverTruncated
				},
				{
					name: "acceptable_fraction",
					type: this.binding.TF_ATTR_FLOAT,
					value: acceptableFraction
				},
				{
					name: "dct_method",
					type: this.binding.TF_ATTR_STRING,
					value: dctMethod
				}
			];
			var inputArgs = [(0, tfjs_1.scalar)(contents, "string")];
			return this.executeSingleOutput("DecodeJpeg", opAttrs, inputArgs);
		};
		NodeJSKernelBackend.prototype.decodePng = function(contents, channels) {
			var opAttrs = [{
				name: "channels",
				type: this.binding.TF_ATTR_INT,
				value: channels
			}];
			var inputArgs = [(0, tfjs_1.scalar)(contents, "string")];
			return this.executeSingleOutput("DecodePng", opAttrs, inputArgs);
		};
		NodeJSKernelBackend.prototype.decodeBmp = function(contents, channels) {
			var opAttrs = [{
				name: "channels",
				type: this.binding.TF_ATTR_INT,
				value: channels
			}];
			var inputArgs = [(0, tfjs_1.scalar)(contents, "string")];
			return this.executeSingleOutput("DecodeBmp", opAttrs, inputArgs);
		};
		NodeJSKernelBackend.prototype.decodeGif = function(contents) {
			var inputArgs = [(0, tfjs_1.scalar)(contents, "string")];
			return this.executeSingleOutput("DecodeGif", [], inputArgs);
		};
		NodeJSKernelBackend.prototype.executeEncodeImageOp = function(name, opAttrs, imageData, imageShape) {
			var inputTensorId = this.binding.createTensor(imageShape, this.binding.TF_UINT8, imageData);
			var outputMetadata = this.binding.executeOp(name, opAttrs, [inputTensorId], 1);
			this.binding.deleteTensor(inputTensorId);
			var outputTensorInfo = outputMetadata[0];
			outputTensorInfo.dtype = this.binding.TF_UINT8;
			return this.createOutputTensor(outputTensorInfo);
		};
		NodeJSKernelBackend.prototype.encodeJpeg = function(imageData, imageShape, format, quality, progressive, optimizeSize, chromaDownsampling, densityUnit, xDensity, yDensity, xmpMetadata) {
			var opAttrs = [
				{
					name: "format",
					type: this.binding.TF_ATTR_STRING,
					value: format
				},
				{
					name: "quality",
					type: this.binding.TF_ATTR_INT,
					value: quality
				},
				{
					name: "progressive",
					type: this.binding.TF_ATTR_BOOL,
					value: progressive
				},
				{
					name: "optimize_size",
					type: this.binding.TF_ATTR_BOOL,
					value: optimizeSize
				},
				{
					name: "chroma_downsampling",
					type: this.binding.TF_ATTR_BOOL,
					value: chromaDownsampling
				},
				{
					name: "density_unit",
					type: this.binding.TF_ATTR_STRING,
					value: densityUnit
				},
				{
					name: "x_density",
					type: this.binding.TF_ATTR_INT,
					value: xDensity
				},
				{
					name: "y_density",
					type: this.binding.TF_ATTR_INT,
					value: yDensity
				},
				{
					name: "xmp_metadata",
					type: this.binding.TF_ATTR_STRING,
					value: xmpMetadata
				}
			];
			return this.executeEncodeImageOp("EncodeJpeg", opAttrs, imageData, imageShape);
		};
		NodeJSKernelBackend.prototype.encodePng = function(imageData, imageShape, compression) {
			var opAttrs = [{
				name: "compression",
				type: this.binding.TF_ATTR_INT,
				value: compression
			}];
			return this.executeEncodeImageOp("EncodePng", opAttrs, imageData, imageShape);
		};
		NodeJSKernelBackend.prototype.deleteSavedModel = function(id) {
			this.binding.deleteSavedModel(id);
		};
		NodeJSKernelBackend.prototype.loadSavedModelMetaGraph = function(path, tags) {
			return this.binding.loadSavedModel(path, tags);
		};
		NodeJSKernelBackend.prototype.getMappedInputTensorIds = function(inputs, inputTensorInfos) {
			var tensorIds = this.getInputTensorIds(inputs);
			var newTensors = [];
			for (var i = 0; i < inputs.length; i++) if (inputTensorInfos[i] != null) {
				if (inputTensorInfos[i].tfDtype === "DT_UINT8") {
					var data = Uint8Array.from(inputs[i].dataSync());
					var inputTensorId = this.binding.createTensor(inputs[i].shape, this.binding.TF_UINT8, data);
					tensorIds[i] = inputTensorId;
					newTensors.push(i);
				} else if (inputTensorInfos[i].tfDtype === "DT_INT64") {
					var data = (0, int64_tensors_1.encodeInt32ArrayAsInt64)(inputs[i].dataSync());
					var inputTensorId = this.binding.createTensor(inputs[i].shape, this.binding.TF_INT64, data);
					tensorIds[i] = inputTensorId;
					newTensors.push(i);
				}
			}
			return {
				tensorIds,
				newTensors
			};
		};
		NodeJSKernelBackend.prototype.runSavedModel = function(id, inputs, inputTensorInfos, outputOpNames) {
			var _this = this;
			var _a = this.getMappedInputTensorIds(inputs, inputTensorInfos), tensorIds = _a.tensorIds, newTensors = _a.newTensors;
			var outputMetadata = this.binding.runSavedModel(id, tensorIds, inputTensorInfos.map(function(info) {
				return info.name;
			}).join(","), outputOpNames.join(","));
			for (var i = 0; i < tensorIds.length; i++) if (newTensors.includes(i)) this.binding.deleteTensor(tensorIds[i]);
			return outputMetadata.map(function(m) {
				return _this.createOutputTensor(m);
			});
		};
		NodeJSKernelBackend.prototype.summaryWriter = function(logdir) {
			var opAttrs = [{
				name: "shared_name",
				type: this.binding.TF_ATTR_STRING,
				value: "logdir:".concat(logdir)
			}, {
				name: "container",
				type: this.binding.TF_ATTR_STRING,
				value: ""
			}];
			return this.executeSingleOutput("SummaryWriter", opAttrs, []);
		};
		NodeJSKernelBackend.prototype.createSummaryFileWriter = function(resourceHandle, logdir, maxQueue, flushMillis, filenameSuffix) {
			var inputArgs = [
				resourceHandle,
				(0, tfjs_1.scalar)(logdir),
				(0, tfjs_1.scalar)(maxQueue == null ? 10 : maxQueue, "int32"),
				(0, tfjs_1.scalar)(flushMillis == null ? 12e4 : flushMillis, "int32"),
				(0, tfjs_1.scalar)(filenameSuffix == null ? ".v2" : filenameSuffix)
			];
			this.executeMultipleOutputs("CreateSummaryFileWriter", [], inputArgs, 0);
		};
		NodeJSKernelBackend.prototype.writeScalarSummary = function(resourceHandle, step, name, value) {
			var _this = this;
			(0, tfjs_1.tidy)(function() {
				tfjs_1.util.assert(Number.isInteger(step), function() {
					return "step is expected to be an integer, but is instead ".concat(step);
				});
				var inputArgs = [
					resourceHandle,
					new int64_tensors_1.Int64Scalar(step),
					(0, tfjs_1.scalar)(name, "string")
				];
				var typeAttr;
				if (typeof value === "number") {
					inputArgs.push((0, tfjs_1.scalar)(value));
					typeAttr = _this.binding.TF_FLOAT;
				} else {
					tfjs_1.util.assert(value.rank === 0, function() {
						return "A non-scalar tensor (rank ".concat(value.rank, ") is passed to ") + "writeScalarSummary()";
					});
					inputArgs.push(value);
					typeAttr = _this.typeAttributeFromTensor(value);
				}
				var opAttrs = [{
					name: "T",
					type: _this.binding.TF_ATTR_TYPE,
					value: typeAttr
				}];
				var ids = _this.getInputTensorIds(inputArgs);
				_this.binding.executeOp("WriteScalarSummary", opAttrs, ids, 0);
				_this.binding.deleteTensor(ids[1]);
			});
		};
		NodeJSKernelBackend.prototype.writeHistogramSummary = function(resourceHandle, step, name, data, bucketCount, description) {
			var _this = this;
			(0, tfjs_1.tidy)(function() {
				tfjs_1.util.assert(Number.isInteger(step), function() {
					return "step is expected to be an integer, but is instead ".concat(step);
				});
				var content = new messages.HistogramPluginData().setVersion(0);
				var pluginData = new messages.SummaryMetadata.PluginData().setPluginName("histograms").setContent(content.serializeBinary());
				var summary = new messages.SummaryMetadata().setPluginData(pluginData).setDisplayName(null).setSummaryDescription(description);
				var summaryTensor = (0, tfjs_1.scalar)(summary.serializeBinary(), "string");
				var nameTensor = (0, tfjs_1.scalar)(name, "string");
				var stepScalar = new int64_tensors_1.Int64Scalar(step);
				var buckets = _this.buckets(data, bucketCount);
				tfjs_1.util.assert(buckets.rank === 2 && buckets.shape[1] === 3, function() {
					return "Expected buckets to have shape [k, 3], but they had shape ".concat(buckets.shape);
				});
				tfjs_1.util.assert(buckets.dtype === "float32", function() {
					return "Expected buckets to have dtype float32, but they had dtype ".concat(buckets.dtype);
				});
				var inputArgs = [
					resourceHandle,
					stepScalar,
					buckets,
					nameTensor,
					summaryTensor
				];
				var typeAttr = _this.typeAttributeFromTensor(buckets);
				var opAttrs = [{
					name: "T",
					type: _this.binding.TF_ATTR_TYPE,
					value: typeAttr
				}];
				var ids = _this.getInputTensorIds(inputArgs);
				_this.binding.executeOp("WriteSummary", opAttrs, ids, 0);
				_this.binding.deleteTensor(ids[1]);
			});
		};
		NodeJSKernelBackend.prototype.flushSummaryWriter = function(resourceHandle) {
			var inputArgs = [resourceHandle];
			this.executeMultipleOutputs("FlushSummaryWriter", [], inputArgs, 0);
		};
		/**
		* Group data into histogram buckets.
		*
		* @param data A `Tensor` of any shape. Must be castable to `float32`
		* @param bucketCount Optional positive `number`
		* @returns A `Tensor` of shape `[k, 3]` and type `float32`. The `i`th row
		*     is
		*   a triple `[leftEdge, rightEdge, count]` for a single bucket. The value
		* of `k` is either `bucketCount`, `1` or `0`.
		*/
		NodeJSKernelBackend.prototype.buckets = function(data, bucketCount) {
			if (data.size === 0) return tf.tensor([], [0, 3], "float32");
			bucketCount = bucketCount !== void 0 ? bucketCount : 30;
			tfjs_1.util.assert(Number.isInteger(bucketCount) && bucketCount > 0, function() {
				return "Expected bucket count to be a strictly positive integer, but it was " + "".concat(bucketCount);
			});
			data = data.flatten();
			data = data.cast("float32");
			var min = data.min();
			var max = data.max();
			var range = max.sub(min);
			if (range.equal(0).arraySync() !== 0) {
				var center = min;
				var bucketStart = center.sub(.5);
				var bucketEnd = center.add(.5);
				var bucketCounts_1 = tf.scalar(data.size, "float32");
				return tf.concat([
					bucketStart,
					bucketEnd,
					bucketCounts_1
				]).reshape([1, 3]);
			}
			var bucketWidth = range.div(bucketCount);
			var bucketIndices = data.sub(min).floorDiv(bucketWidth).cast("int32");
			var clampedIndices = tf.minimum(bucketIndices, bucketCount - 1).cast("int32");
			var bucketCounts = tf.oneHot(clampedIndices, bucketCount).sum(0).cast("int32");
			var edges = tf.linspace(min.arraySync(), max.arraySync(), bucketCount + 1);
			edges = tf.concat([edges.slice(0, bucketCount), max.reshape([1])], 0);
			var leftEdges = edges.slice(0, bucketCount);
			var rightEdges = edges.slice(1, bucketCount);
			return tf.stack([
				leftEdges,
				rightEdges,
				bucketCounts.cast("float32")
			]).transpose();
		};
		NodeJSKernelBackend.prototype.memory = function() {
			return { unreliable: true };
		};
		NodeJSKernelBackend.prototype.time = function(f) {
			return __awaiter(this, void 0, void 0, function() {
				var start, elapsed;
				return __generator(this, function(_a) {
					start = process.hrtime();
					f();
					elapsed = process.hrtime(start);
					return [2, { kernelMs: elapsed[0] * 1e3 + elapsed[1] / 1e6 }];
				});
			});
		};
		NodeJSKernelBackend.prototype.getNumOfSavedModels = function() {
			return this.binding.getNumOfSavedModels();
		};
		NodeJSKernelBackend.prototype.getNumOfTFTensors = function() {
			return this.binding.getNumOfTensors();
		};
		return NodeJSKernelBackend;
	}(tfjs_1.KernelBackend);
	/** Returns an instance of the Node.js backend. */
	function nodeBackend() {
		return tf.findBackend("tensorflow");
	}
	exports.nodeBackend = nodeBackend;
	/** Returns the TF dtype for a given DataType. */
	function getTFDType(dataType) {
		var binding = nodeBackend().binding;
		switch (dataType) {
			case "float32": return binding.TF_FLOAT;
			case "int32": return binding.TF_INT32;
			case "bool": return binding.TF_BOOL;
			case "complex64": return binding.TF_COMPLEX64;
			case "string": return binding.TF_STRING;
			case "int64": return binding.TF_INT64;
			default:
				var errorMessage = "Unknown dtype: ".concat(dataType);
				throw new Error(errorMessage);
		}
	}
	exports.getTFDType = getTFDType;
	/**
	* Creates a TFEOpAttr for a 'type' OpDef attribute from a Tensor or list of
	* Tensors.
	*/
	function createTensorsTypeOpAttr(attrName, tensorsOrDtype) {
		if ((0, util_1.isNullOrUndefined)(tensorsOrDtype)) throw new Error("Invalid input tensors value.");
		return {
			name: attrName,
			type: nodeBackend().binding.TF_ATTR_TYPE,
			value: tensorsOrDtype instanceof tf.Tensor || Array.isArray(tensorsOrDtype) ? getTFDTypeForInputs(tensorsOrDtype) : getTFDType(tensorsOrDtype)
		};
	}
	exports.createTensorsTypeOpAttr = createTensorsTypeOpAttr;
	function createOpAttr(attrName, tensorsOrDtype, value) {
		if ((0, util_1.isNullOrUndefined)(tensorsOrDtype)) throw new Error("Invalid input tensors value.");
		return {
			name: attrName,
			type: nodeBackend().binding.TF_BOOL,
			value
		};
	}
	exports.createOpAttr = createOpAttr;
	/** Returns the dtype number for a single or list of input Tensors. */
	function getTFDTypeForInputs(tensors) {
		if ((0, util_1.isNullOrUndefined)(tensors)) throw new Error("Invalid input tensors value.");
		if ((0, util_1.isArray)(tensors)) {
			for (var i = 0; i < tensors.length; i++) return getTFDType(tensors[i].dtype);
			return -1;
		} else return getTFDType(tensors.dtype);
	}
	function ensureTensorflowBackend() {
		tf.util.assert(tf.getBackend() === "tensorflow", function() {
			return "Expect the current backend to be \"tensorflow\", but got \"".concat(tf.getBackend(), "\"");
		});
	}
	exports.ensureTensorflowBackend = ensureTensorflowBackend;
}));
var require_Abs = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.absConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.absConfig = {
		kernelName: tfjs_1.Abs,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var x = args.inputs.x;
			var backend = args.backend;
			if (x.dtype === "complex64") {
				var opAttrs = [(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("T", x.dtype), (0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("Tout", "float32")];
				return backend.executeSingleOutput("ComplexAbs", opAttrs, [x]);
			}
			return backend.executeSingleInput(tfjs_1.Abs, x);
		}
	};
}));
var require_Acos = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.acosConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	exports.acosConfig = {
		kernelName: tfjs_1.Acos,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var x = args.inputs.x;
			return args.backend.executeSingleInput(tfjs_1.Acos, x);
		}
	};
}));
var require_Acosh = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.acoshConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	exports.acoshConfig = {
		kernelName: tfjs_1.Acosh,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var x = args.inputs.x;
			return args.backend.executeSingleInput(tfjs_1.Acosh, x);
		}
	};
}));
var require_Add = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.addConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.addConfig = {
		kernelName: tfjs_1.Add,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var _a = args.inputs, a = _a.a, b = _a.b;
			var backend = args.backend;
			var opAttrs = [(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("T", tfjs_1.backend_util.upcastType(a.dtype, b.dtype))];
			return backend.executeSingleOutput(tfjs_1.Add, opAttrs, [a, b]);
		}
	};
}));
var require_AddN = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.addNConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.addNConfig = {
		kernelName: tfjs_1.AddN,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var tensors = args.inputs;
			var backend = args.backend;
			var opAttrs = [(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("T", tensors[0].dtype), {
				name: "N",
				type: backend.binding.TF_ATTR_INT,
				value: tensors.length
			}];
			return backend.executeSingleOutput(tfjs_1.AddN, opAttrs, tensors);
		}
	};
}));
var require_All = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.allConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.allConfig = {
		kernelName: tfjs_1.All,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var x = args.inputs.x;
			var backend = args.backend;
			var _a = args.attrs, axis = _a.axis, keepDims = _a.keepDims;
			var origAxes = tfjs_1.util.parseAxisParam(axis, x.shape);
			var opAttrs = [{
				name: "keep_dims",
				type: backend.binding.TF_ATTR_BOOL,
				value: keepDims
			}, (0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("Tidx", "int32")];
			var axesTensor = (0, tfjs_1.tensor1d)(origAxes, "int32");
			var res = backend.executeSingleOutput(tfjs_1.All, opAttrs, [x, axesTensor]);
			axesTensor.dispose();
			return res;
		}
	};
}));
var require_Any = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.anyConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.anyConfig = {
		kernelName: tfjs_1.Any,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var x = args.inputs.x;
			var backend = args.backend;
			var _a = args.attrs, axis = _a.axis, keepDims = _a.keepDims;
			var origAxes = tfjs_1.util.parseAxisParam(axis, x.shape);
			var opAttrs = [{
				name: "keep_dims",
				type: backend.binding.TF_ATTR_BOOL,
				value: keepDims
			}, (0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("Tidx", "int32")];
			var axesTensor = (0, tfjs_1.tensor1d)(origAxes, "int32");
			var res = backend.executeSingleOutput(tfjs_1.Any, opAttrs, [x, axesTensor]);
			axesTensor.dispose();
			return res;
		}
	};
}));
var require_ArgMax = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.argMaxConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.argMaxConfig = {
		kernelName: tfjs_1.ArgMax,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var x = args.inputs.x;
			var backend = args.backend;
			var axis = args.attrs.axis;
			var toDispose = [];
			var xInput = x;
			if (x.dtype === "bool") {
				xInput = x.toInt();
				toDispose.push(xInput);
			}
			var axisScalar = (0, tfjs_1.scalar)(axis, "int32");
			toDispose.push(axisScalar);
			var opAttrs = [
				(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("T", xInput.dtype),
				(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("Tidx", "int32"),
				(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("output_type", "int32")
			];
			var res = backend.executeSingleOutput(tfjs_1.ArgMax, opAttrs, [xInput, axisScalar]);
			toDispose.forEach(function(t) {
				return t.dispose();
			});
			return res;
		}
	};
}));
var require_ArgMin = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.argMinConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.argMinConfig = {
		kernelName: tfjs_1.ArgMin,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var x = args.inputs.x;
			var backend = args.backend;
			var axis = args.attrs.axis;
			var toDispose = [];
			var xInput = x;
			if (x.dtype === "bool") {
				xInput = x.toInt();
				toDispose.push(xInput);
			}
			var axisScalar = (0, tfjs_1.scalar)(axis, "int32");
			toDispose.push(axisScalar);
			var opAttrs = [
				(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("T", xInput.dtype),
				(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("Tidx", "int32"),
				(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("output_type", "int32")
			];
			var res = backend.executeSingleOutput(tfjs_1.ArgMin, opAttrs, [xInput, axisScalar]);
			toDispose.forEach(function(t) {
				return t.dispose();
			});
			return res;
		}
	};
}));
var require_Asin = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.asinConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	exports.asinConfig = {
		kernelName: tfjs_1.Asin,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var x = args.inputs.x;
			return args.backend.executeSingleInput(tfjs_1.Asin, x);
		}
	};
}));
var require_Asinh = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.asinhConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	exports.asinhConfig = {
		kernelName: tfjs_1.Asinh,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var x = args.inputs.x;
			return args.backend.executeSingleInput(tfjs_1.Asinh, x);
		}
	};
}));
var require_Atan = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.atanConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	exports.atanConfig = {
		kernelName: tfjs_1.Atan,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var x = args.inputs.x;
			return args.backend.executeSingleInput(tfjs_1.Atan, x);
		}
	};
}));
var require_Atan2 = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.atan2Config = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.atan2Config = {
		kernelName: tfjs_1.Atan2,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var _a = args.inputs, a = _a.a, b = _a.b;
			var backend = args.backend;
			var opAttrs = [(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("T", a.dtype)];
			return backend.executeSingleOutput(tfjs_1.Atan2, opAttrs, [a, b]);
		}
	};
}));
var require_Atanh = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.atanhConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	exports.atanhConfig = {
		kernelName: tfjs_1.Atanh,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var x = args.inputs.x;
			return args.backend.executeSingleInput(tfjs_1.Atanh, x);
		}
	};
}));
var require_AvgPool = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.avgPoolConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.avgPoolConfig = {
		kernelName: tfjs_1.AvgPool,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var x = args.inputs.x;
			var backend = args.backend;
			var _a = args.attrs, filterSize = _a.filterSize, strides = _a.strides, pad = _a.pad, dimRoundingMode = _a.dimRoundingMode;
			var convInfo = tfjs_1.backend_util.computePool2DInfo(x.shape, filterSize, strides, 1, pad, dimRoundingMode);
			if (convInfo.padInfo.type !== "VALID" && convInfo.padInfo.type !== "SAME") throw new Error("TF Backend supports only 'valid' and 'same' padding " + "while padding was ".concat(convInfo.padInfo.type));
			var ksize = [
				1,
				convInfo.filterHeight,
				convInfo.filterWidth,
				1
			];
			var $strides = [
				1,
				convInfo.strideHeight,
				convInfo.strideWidth,
				1
			];
			var padding = convInfo.padInfo.type;
			var dataFormat = convInfo.dataFormat === "channelsLast" ? "NHWC" : "NCHW";
			var opAttrs = [
				(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("T", x.dtype),
				{
					name: "ksize",
					type: backend.binding.TF_ATTR_INT,
					value: ksize
				},
				{
					name: "strides",
					type: backend.binding.TF_ATTR_INT,
					value: $strides
				},
				{
					name: "padding",
					type: backend.binding.TF_ATTR_STRING,
					value: padding
				},
				{
					name: "data_format",
					type: backend.binding.TF_ATTR_STRING,
					value: dataFormat
				}
			];
			return backend.executeSingleOutput(tfjs_1.AvgPool, opAttrs, [x]);
		}
	};
}));
var require_AvgPool3D = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.avgPool3DConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.avgPool3DConfig = {
		kernelName: tfjs_1.AvgPool3D,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var x = args.inputs.x;
			var backend = args.backend;
			var _a = args.attrs, filterSize = _a.filterSize, strides = _a.strides, pad = _a.pad, dimRoundingMode = _a.dimRoundingMode, dataFormat = _a.dataFormat;
			var convInfo = tfjs_1.backend_util.computePool3DInfo(x.shape, filterSize, strides, 1, pad, dimRoundingMode, dataFormat);
			if (convInfo.padInfo.type !== "VALID" && convInfo.padInfo.type !== "SAME") throw new Error("TF Backend supports only 'valid' and 'same' padding " + "while padding was ".concat(convInfo.padInfo.type));
			var ksize = [
				1,
				convInfo.filterDepth,
				convInfo.filterHeight,
				convInfo.filterWidth,
				1
			];
			var $strides = [
				1,
				convInfo.strideDepth,
				convInfo.strideHeight,
				convInfo.strideWidth,
				1
			];
			var padding = convInfo.padInfo.type;
			var $dataFormat = convInfo.dataFormat === "channelsLast" ? "NDHWC" : "NCDHW";
			var opAttrs = [
				(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("T", x.dtype),
				{
					name: "ksize",
					type: backend.binding.TF_ATTR_INT,
					value: ksize
				},
				{
					name: "strides",
					type: backend.binding.TF_ATTR_INT,
					value: $strides
				},
				{
					name: "padding",
					type: backend.binding.TF_ATTR_STRING,
					value: padding
				},
				{
					name: "data_format",
					type: backend.binding.TF_ATTR_STRING,
					value: $dataFormat
				}
			];
			return backend.executeSingleOutput(tfjs_1.AvgPool3D, opAttrs, [x]);
		}
	};
}));
var require_AvgPool3DGrad = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.avgPool3DGradConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.avgPool3DGradConfig = {
		kernelName: tfjs_1.AvgPool3DGrad,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var _a = args.inputs, dy = _a.dy, input = _a.input;
			var backend = args.backend;
			var _b = args.attrs, filterSize = _b.filterSize, strides = _b.strides, pad = _b.pad, dimRoundingMode = _b.dimRoundingMode;
			var convInfo = tfjs_1.backend_util.computePool3DInfo(input.shape, filterSize, strides, 1, pad, dimRoundingMode);
			if (convInfo.padInfo.type !== "VALID" && convInfo.padInfo.type !== "SAME") throw new Error("TF Backend supports only 'valid' and 'same' padding " + "while padding type was ".concat(convInfo.padInfo.type));
			var ksize = [
				1,
				convInfo.filterDepth,
				convInfo.filterHeight,
				convInfo.filterWidth,
				1
			];
			var $strides = [
				1,
				convInfo.strideDepth,
				convInfo.strideHeight,
				convInfo.strideWidth,
				1
			];
			var padding = convInfo.padInfo.type;
			var dataFormat = convInfo.dataFormat === "channelsLast" ? "NDHWC" : "NCDHW";
			var opAttrs = [
				(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("T", input.dtype),
				{
					name: "ksize",
					type: backend.binding.TF_ATTR_INT,
					value: ksize
				},
				{
					name: "strides",
					type: backend.binding.TF_ATTR_INT,
					value: $strides
				},
				{
					name: "padding",
					type: backend.binding.TF_ATTR_STRING,
					value: padding
				},
				{
					name: "data_format",
					type: backend.binding.TF_ATTR_STRING,
					value: dataFormat
				}
			];
			var origInputShape = (0, tfjs_1.tensor1d)(input.shape, "int32");
			var res = backend.executeSingleOutput(tfjs_1.AvgPool3DGrad, opAttrs, [origInputShape, dy]);
			origInputShape.dispose();
			return res;
		}
	};
}));
var require_AvgPoolGrad = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.avgPoolGradConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.avgPoolGradConfig = {
		kernelName: tfjs_1.AvgPoolGrad,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var _a = args.inputs, dy = _a.dy, input = _a.input;
			var backend = args.backend;
			var _b = args.attrs, filterSize = _b.filterSize, strides = _b.strides, pad = _b.pad;
			var convInfo = tfjs_1.backend_util.computePool2DInfo(input.shape, filterSize, strides, 1, pad);
			if (convInfo.padInfo.type !== "VALID" && convInfo.padInfo.type !== "SAME") throw new Error("TF Backend supports only 'valid' and 'same' padding " + "while padding type was ".concat(convInfo.padInfo.type));
			var ksize = [
				1,
				convInfo.filterHeight,
				convInfo.filterWidth,
				1
			];
			var $strides = [
				1,
				convInfo.strideHeight,
				convInfo.strideWidth,
				1
			];
			var padding = convInfo.padInfo.type;
			var dataFormat = convInfo.dataFormat === "channelsLast" ? "NHWC" : "NCHW";
			var opAttrs = [
				(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("T", input.dtype),
				{
					name: "ksize",
					type: backend.binding.TF_ATTR_INT,
					value: ksize
				},
				{
					name: "strides",
					type: backend.binding.TF_ATTR_INT,
					value: $strides
				},
				{
					name: "padding",
					type: backend.binding.TF_ATTR_STRING,
					value: padding
				},
				{
					name: "data_format",
					type: backend.binding.TF_ATTR_STRING,
					value: dataFormat
				}
			];
			var origInputShape = (0, tfjs_1.tensor1d)(input.shape, "int32");
			var ret = backend.executeSingleOutput(tfjs_1.AvgPoolGrad, opAttrs, [origInputShape, dy]);
			origInputShape.dispose();
			return ret;
		}
	};
}));
var require_BatchMatMul = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.batchMatMulConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.batchMatMulConfig = {
		kernelName: tfjs_1.BatchMatMul,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var _a = args.inputs, a = _a.a, b = _a.b;
			var backend = args.backend;
			var _b = args.attrs, transposeA = _b.transposeA, transposeB = _b.transposeB;
			var opAttrs = [
				(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("T", a.dtype),
				{
					name: "adj_x",
					type: backend.binding.TF_ATTR_BOOL,
					value: transposeA
				},
				{
					name: "adj_y",
					type: backend.binding.TF_ATTR_BOOL,
					value: transposeB
				}
			];
			return backend.executeSingleOutput("BatchMatMulV2", opAttrs, [a, b]);
		}
	};
}));
var require_BatchToSpaceND = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.batchToSpaceNDConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.batchToSpaceNDConfig = {
		kernelName: tfjs_1.BatchToSpaceND,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var x = args.inputs.x;
			var backend = args.backend;
			var _a = args.attrs, blockShape = _a.blockShape, crops = _a.crops;
			var blockShapeTensor = (0, tfjs_1.tensor1d)(blockShape, "int32");
			var cropsTensor = (0, tfjs_1.tensor2d)(crops, [crops.length, crops[0].length], "int32");
			var opAttrs = [
				(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("T", x.dtype),
				(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("Tblock_shape", "int32"),
				(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("Tcrops", cropsTensor.dtype)
			];
			var res = backend.executeSingleOutput(tfjs_1.BatchToSpaceND, opAttrs, [
				x,
				blockShapeTensor,
				cropsTensor
			]);
			cropsTensor.dispose();
			blockShapeTensor.dispose();
			return res;
		}
	};
}));
var require_Bincount = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.bincountConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.bincountConfig = {
		kernelName: tfjs_1.Bincount,
		backendName: "tensorflow",
		kernelFunc: function(_a) {
			var inputs = _a.inputs, backend = _a.backend, attrs = _a.attrs;
			var _b = inputs, x = _b.x, weights = _b.weights;
			var size = attrs.size;
			var nodeBackend = backend;
			var $size = (0, tfjs_1.scalar)(size, "int32");
			var opAttrs = [(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("T", weights.dtype)];
			var result = nodeBackend.executeSingleOutput(tfjs_1.Bincount, opAttrs, [
				x,
				$size,
				weights
			]);
			$size.dispose();
			return result;
		}
	};
}));
var require_BroadcastArgs = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2021 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.broadcastArgsConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.broadcastArgsConfig = {
		kernelName: tfjs_1.BroadcastArgs,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var _a = args.inputs, s0 = _a.s0, s1 = _a.s1;
			var backend = args.backend;
			var opAttrs = [(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("T", tfjs_1.backend_util.upcastType(s0.dtype, s1.dtype))];
			return backend.executeSingleOutput(tfjs_1.BroadcastArgs, opAttrs, [s0, s1]);
		}
	};
}));
var require_Cast = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.castConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.castConfig = {
		kernelName: tfjs_1.Cast,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var x = args.inputs.x;
			var backend = args.backend;
			var dtype = args.attrs.dtype;
			var opAttrs = [
				(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("SrcT", x.dtype),
				(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("DstT", dtype),
				{
					name: "Truncate",
					type: backend.binding.TF_ATTR_BOOL,
					value: false
				}
			];
			return backend.executeSingleOutput(tfjs_1.Cast, opAttrs, [x]);
		}
	};
}));
var require_Ceil = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.ceilConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	exports.ceilConfig = {
		kernelName: tfjs_1.Ceil,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var x = args.inputs.x;
			return args.backend.executeSingleInput(tfjs_1.Ceil, x);
		}
	};
}));
var require_ClipByValue = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.clipByValueConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	exports.clipByValueConfig = {
		kernelName: tfjs_1.ClipByValue,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var x = args.inputs.x;
			var _a = args.attrs, clipValueMin = _a.clipValueMin, clipValueMax = _a.clipValueMax;
			return (0, tfjs_1.tidy)(function() {
				var xMin = (0, tfjs_1.minimum)(x, (0, tfjs_1.scalar)(clipValueMax, x.dtype));
				return (0, tfjs_1.maximum)(xMin, (0, tfjs_1.scalar)(clipValueMin, x.dtype));
			});
		}
	};
}));
var require_Complex = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.complexConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.complexConfig = {
		kernelName: tfjs_1.Complex,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var _a = args.inputs, real = _a.real, imag = _a.imag;
			var backend = args.backend;
			var opAttrs = [(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("T", real), {
				name: "Tout",
				type: backend.binding.TF_ATTR_TYPE,
				value: backend.binding.TF_COMPLEX64
			}];
			var inputs = [real, imag];
			return backend.executeSingleOutput(tfjs_1.Complex, opAttrs, inputs);
		}
	};
}));
var require_ComplexAbs = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.complexAbsConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.complexAbsConfig = {
		kernelName: tfjs_1.ComplexAbs,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var x = args.inputs.x;
			var backend = args.backend;
			var opAttrs = [(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("T", x.dtype), (0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("Tout", "float32")];
			return backend.executeSingleOutput(tfjs_1.ComplexAbs, opAttrs, [x]);
		}
	};
}));
var require_Concat = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.concatConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.concatConfig = {
		kernelName: tfjs_1.Concat,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var tensors = args.inputs;
			var backend = args.backend;
			var axis = args.attrs.axis;
			var opAttrs = [
				{
					name: "N",
					type: backend.binding.TF_ATTR_INT,
					value: tensors.length
				},
				{
					name: "Tidx",
					type: backend.binding.TF_ATTR_TYPE,
					value: backend.binding.TF_INT32
				},
				(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("T", tensors)
			];
			var inputs = Array.from(tensors);
			var axisTensor = (0, tfjs_1.scalar)(axis, "int32");
			inputs.push(axisTensor);
			var res = backend.executeSingleOutput("ConcatV2", opAttrs, inputs);
			axisTensor.dispose();
			return res;
		}
	};
}));
var require_Conv2D = /* @__PURE__ */ __commonJSMin(((exports, module, this$2) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	var __spreadArray = this$2 && this$2.__spreadArray || function(to, from, pack) {
		if (pack || arguments.length === 2) {
			for (var i = 0, l = from.length, ar; i < l; i++) if (ar || !(i in from)) {
				if (!ar) ar = Array.prototype.slice.call(from, 0, i);
				ar[i] = from[i];
			}
		}
		return to.concat(ar || Array.prototype.slice.call(from));
	};
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.conv2dImpl = exports.conv2DConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.conv2DConfig = {
		kernelName: tfjs_1.Conv2D,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var _a = args.inputs, x = _a.x, filter = _a.filter;
			var backend = args.backend;
			var _b = args.attrs, strides = _b.strides, pad = _b.pad, dataFormat = _b.dataFormat, dilations = _b.dilations, dimRoundingMode = _b.dimRoundingMode;
			var $dataFormat = tfjs_1.backend_util.convertConv2DDataFormat(dataFormat);
			return conv2dImpl(x, filter, tfjs_1.backend_util.computeConv2DInfo(x.shape, filter.shape, strides, dilations, pad, dimRoundingMode, false, $dataFormat), backend);
		}
	};
	function conv2dImpl(x, filter, convInfo, backend) {
		if (convInfo.padInfo.type !== "VALID" && convInfo.padInfo.type !== "SAME" && convInfo.padInfo.type !== "EXPLICIT") throw new Error("TF Backend supports only 'valid' and 'same' padding " + "while padding was ".concat(convInfo.padInfo.type));
		var strides = [
			1,
			convInfo.strideHeight,
			convInfo.strideWidth,
			1
		];
		var padding = convInfo.padInfo.type;
		var dataFormat = convInfo.dataFormat === "channelsLast" ? "NHWC" : "NCHW";
		var dilations = [
			1,
			convInfo.dilationHeight,
			convInfo.dilationWidth,
			1
		];
		var opAttrs = [
			(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("T", x.dtype),
			{
				name: "strides",
				type: backend.binding.TF_ATTR_INT,
				value: strides
			},
			{
				name: "padding",
				type: backend.binding.TF_ATTR_STRING,
				value: padding
			},
			{
				name: "data_format",
				type: backend.binding.TF_ATTR_STRING,
				value: dataFormat
			},
			{
				name: "use_cudnn_on_gpu",
				type: backend.binding.TF_ATTR_BOOL,
				value: true
			},
			{
				name: "dilations",
				type: backend.binding.TF_ATTR_INT,
				value: dilations
			}
		];
		if (padding === "EXPLICIT") {
			var padValue = [
				convInfo.padInfo.top,
				convInfo.padInfo.bottom,
				convInfo.padInfo.left,
				convInfo.padInfo.right
			];
			opAttrs.push({
				name: "explicit_paddings",
				type: backend.binding.TF_ATTR_INT,
				value: dataFormat === "NHWC" ? __spreadArray(__spreadArray([0, 0], padValue, true), [0, 0], false) : __spreadArray([
					0,
					0,
					0,
					0
				], padValue, true)
			});
		}
		return backend.executeSingleOutput(tfjs_1.Conv2D, opAttrs, [x, filter]);
	}
	exports.conv2dImpl = conv2dImpl;
}));
var require_Conv2DBackpropFilter = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.conv2DBackpropFilterConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.conv2DBackpropFilterConfig = {
		kernelName: tfjs_1.Conv2DBackpropFilter,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var _a = args.inputs, x = _a.x, dy = _a.dy;
			var backend = args.backend;
			var _b = args.attrs, strides = _b.strides, pad = _b.pad, dataFormat = _b.dataFormat, dimRoundingMode = _b.dimRoundingMode, filterShape = _b.filterShape;
			var $dataFormat = tfjs_1.backend_util.convertConv2DDataFormat(dataFormat);
			return conv2DBackpropFilterImpl(dy, x, tfjs_1.backend_util.computeConv2DInfo(x.shape, filterShape, strides, 1, pad, dimRoundingMode, false, $dataFormat), backend);
		}
	};
	function conv2DBackpropFilterImpl(dy, filter, convInfo, backend) {
		if (convInfo.padInfo.type !== "VALID" && convInfo.padInfo.type !== "SAME") throw new Error("TF Backend supports only 'valid' and 'same' padding " + "while padding was ".concat(convInfo.padInfo.type));
		var strides = [
			1,
			convInfo.strideHeight,
			convInfo.strideWidth,
			1
		];
		var padding = convInfo.padInfo.type;
		var dataFormat = convInfo.dataFormat === "channelsLast" ? "NHWC" : "NCHW";
		var dilations = [
			1,
			convInfo.dilationHeight,
			convInfo.dilationWidth,
			1
		];
		var opAttrs = [
			(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("T", "float32"),
			{
				name: "strides",
				type: backend.binding.TF_ATTR_INT,
				value: strides
			},
			{
				name: "padding",
				type: backend.binding.TF_ATTR_STRING,
				value: padding
			},
			{
				name: "data_format",
				type: backend.binding.TF_ATTR_STRING,
				value: dataFormat
			},
			{
				name: "use_cudnn_on_gpu",
				type: backend.binding.TF_ATTR_BOOL,
				value: true
			},
			{
				name: "dilations",
				type: backend.binding.TF_ATTR_INT,
				value: dilations
			}
		];
		var filterSizes = (0, tfjs_1.tensor1d)(convInfo.filterShape, "int32");
		var res = backend.executeSingleOutput(tfjs_1.Conv2DBackpropFilter, opAttrs, [
			filter,
			filterSizes,
			dy
		]);
		filterSizes.dispose();
		return res;
	}
}));
var require_Conv2DBackpropInput = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.conv2DBackpropInputConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.conv2DBackpropInputConfig = {
		kernelName: tfjs_1.Conv2DBackpropInput,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var _a = args.inputs, dy = _a.dy, filter = _a.filter;
			var backend = args.backend;
			var _b = args.attrs, strides = _b.strides, pad = _b.pad, dataFormat = _b.dataFormat, dimRoundingMode = _b.dimRoundingMode, inputShape = _b.inputShape;
			var $dataFormat = tfjs_1.backend_util.convertConv2DDataFormat(dataFormat);
			return conv2DBackpropInputImpl(dy, filter, tfjs_1.backend_util.computeConv2DInfo(inputShape, filter.shape, strides, 1, pad, dimRoundingMode, false, $dataFormat), backend);
		}
	};
	function conv2DBackpropInputImpl(dy, filter, convInfo, backend) {
		if (convInfo.padInfo.type !== "VALID" && convInfo.padInfo.type !== "SAME") throw new Error("TF Backend supports only 'valid' and 'same' padding " + "while padding was ".concat(convInfo.padInfo.type));
		var strides = [
			1,
			convInfo.strideHeight,
			convInfo.strideWidth,
			1
		];
		var padding = convInfo.padInfo.type;
		var dataFormat = convInfo.dataFormat === "channelsLast" ? "NHWC" : "NCHW";
		var dilations = [
			1,
			convInfo.dilationHeight,
			convInfo.dilationWidth,
			1
		];
		var opAttrs = [
			(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("T", "float32"),
			{
				name: "strides",
				type: backend.binding.TF_ATTR_INT,
				value: strides
			},
			{
				name: "padding",
				type: backend.binding.TF_ATTR_STRING,
				value: padding
			},
			{
				name: "data_format",
				type: backend.binding.TF_ATTR_STRING,
				value: dataFormat
			},
			{
				name: "use_cudnn_on_gpu",
				type: backend.binding.TF_ATTR_BOOL,
				value: true
			},
			{
				name: "dilations",
				type: backend.binding.TF_ATTR_INT,
				value: dilations
			}
		];
		var inputSizes = (0, tfjs_1.tensor1d)(convInfo.inShape, "int32");
		var res = backend.executeSingleOutput(tfjs_1.Conv2DBackpropInput, opAttrs, [
			inputSizes,
			filter,
			dy
		]);
		inputSizes.dispose();
		return res;
	}
}));
var require_Conv3D = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.conv3DConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.conv3DConfig = {
		kernelName: tfjs_1.Conv3D,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var _a = args.inputs, x = _a.x, filter = _a.filter;
			var backend = args.backend;
			var _b = args.attrs, strides = _b.strides, pad = _b.pad, dilations = _b.dilations;
			var convInfo = tfjs_1.backend_util.computeConv3DInfo(x.shape, filter.shape, strides, dilations, pad);
			var $strides = [
				1,
				convInfo.strideDepth,
				convInfo.strideHeight,
				convInfo.strideWidth,
				1
			];
			var padding = convInfo.padInfo.type;
			var $dataFormat = convInfo.dataFormat === "channelsLast" ? "NDHWC" : "NCDHW";
			if (!backend.isGPUPackage && convInfo.dilationDepth > 1) throw new Error("CPU Dilation depth must be 1");
			var $dilations = [
				1,
				convInfo.dilationDepth,
				convInfo.dilationHeight,
				convInfo.dilationWidth,
				1
			];
			var opAttrs = [
				(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("T", x.dtype),
				{
					name: "strides",
					type: backend.binding.TF_ATTR_INT,
					value: $strides
				},
				{
					name: "padding",
					type: backend.binding.TF_ATTR_STRING,
					value: padding
				},
				{
					name: "data_format",
					type: backend.binding.TF_ATTR_STRING,
					value: $dataFormat
				},
				{
					name: "dilations",
					type: backend.binding.TF_ATTR_INT,
					value: $dilations
				}
			];
			return backend.executeSingleOutput(tfjs_1.Conv3D, opAttrs, [x, filter]);
		}
	};
}));
var require_Conv3DBackpropFilterV2 = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.conv3DBackpropFilterV2Config = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.conv3DBackpropFilterV2Config = {
		kernelName: tfjs_1.Conv3DBackpropFilterV2,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var _a = args.inputs, x = _a.x, dy = _a.dy;
			var backend = args.backend;
			var _b = args.attrs, strides = _b.strides, pad = _b.pad, filterShape = _b.filterShape;
			var convInfo = tfjs_1.backend_util.computeConv3DInfo(x.shape, filterShape, strides, 1, pad);
			var $strides = [
				1,
				convInfo.strideDepth,
				convInfo.strideHeight,
				convInfo.strideWidth,
				1
			];
			var padding = convInfo.padInfo.type;
			var dataFormat = convInfo.dataFormat === "channelsLast" ? "NDHWC" : "NCDHW";
			if (!backend.isGPUPackage && convInfo.dilationDepth > 1) throw new Error("CPU Dilation depth must be 1");
			var $dilations = [
				1,
				convInfo.dilationDepth,
				convInfo.dilationHeight,
				convInfo.dilationWidth,
				1
			];
			var opAttrs = [
				(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("T", x.dtype),
				{
					name: "strides",
					type: backend.binding.TF_ATTR_INT,
					value: $strides
				},
				{
					name: "padding",
					type: backend.binding.TF_ATTR_STRING,
					value: padding
				},
				{
					name: "data_format",
					type: backend.binding.TF_ATTR_STRING,
					value: dataFormat
				},
				{
					name: "dilations",
					type: backend.binding.TF_ATTR_INT,
					value: $dilations
				}
			];
			var filterSizes = (0, tfjs_1.tensor1d)(filterShape, "int32");
			var res = backend.executeSingleOutput(tfjs_1.Conv3DBackpropFilterV2, opAttrs, [
				x,
				filterSizes,
				dy
			]);
			filterSizes.dispose();
			return res;
		}
	};
}));
var require_Conv3DBackpropInputV2 = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.conv3DBackpropInputV2Config = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.conv3DBackpropInputV2Config = {
		kernelName: tfjs_1.Conv3DBackpropInputV2,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var _a = args.inputs, dy = _a.dy, filter = _a.filter;
			var backend = args.backend;
			var _b = args.attrs, strides = _b.strides, pad = _b.pad, inputShape = _b.inputShape;
			var convInfo = tfjs_1.backend_util.computeConv3DInfo(inputShape, filter.shape, strides, 1, pad);
			var $strides = [
				1,
				convInfo.strideDepth,
				convInfo.strideHeight,
				convInfo.strideWidth,
				1
			];
			var padding = convInfo.padInfo.type;
			var dataFormat = convInfo.dataFormat === "channelsLast" ? "NDHWC" : "NCDHW";
			if (!backend.isGPUPackage && convInfo.dilationDepth > 1) throw new Error("CPU Dilation depth must be 1");
			var $dilations = [
				1,
				convInfo.dilationDepth,
				convInfo.dilationHeight,
				convInfo.dilationWidth,
				1
			];
			var opAttrs = [
				(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("T", dy.dtype),
				{
					name: "strides",
					type: backend.binding.TF_ATTR_INT,
					value: $strides
				},
				{
					name: "padding",
					type: backend.binding.TF_ATTR_STRING,
					value: padding
				},
				{
					name: "data_format",
					type: backend.binding.TF_ATTR_STRING,
					value: dataFormat
				},
				{
					name: "dilations",
					type: backend.binding.TF_ATTR_INT,
					value: $dilations
				},
				(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("Tshape", "int32")
			];
			var inputSizes = (0, tfjs_1.tensor1d)(inputShape, "int32");
			var res = backend.executeSingleOutput(tfjs_1.Conv3DBackpropInputV2, opAttrs, [
				inputSizes,
				filter,
				dy
			]);
			inputSizes.dispose();
			return res;
		}
	};
}));
var require_Cos = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.cosConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	exports.cosConfig = {
		kernelName: tfjs_1.Cos,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var x = args.inputs.x;
			return args.backend.executeSingleInput(tfjs_1.Cos, x);
		}
	};
}));
var require_Cosh = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.coshConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	exports.coshConfig = {
		kernelName: tfjs_1.Cosh,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var x = args.inputs.x;
			return args.backend.executeSingleInput(tfjs_1.Cosh, x);
		}
	};
}));
var require_CropAndResize = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.cropAndResizeConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.cropAndResizeConfig = {
		kernelName: tfjs_1.CropAndResize,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var _a = args.inputs, image = _a.image, boxes = _a.boxes, boxInd = _a.boxInd;
			var backend = args.backend;
			var _b = args.attrs, cropSize = _b.cropSize, method = _b.method, extrapolationValue = _b.extrapolationValue;
			var opAttrs = [
				(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("T", image.dtype),
				{
					name: "method",
					type: backend.binding.TF_ATTR_STRING,
					value: method
				},
				{
					name: "extrapolation_value",
					type: backend.binding.TF_ATTR_FLOAT,
					value: extrapolationValue
				}
			];
			var cropSizeTensor = (0, tfjs_1.tensor1d)(cropSize, "int32");
			var res = backend.executeSingleOutput(tfjs_1.CropAndResize, opAttrs, [
				image,
				boxes,
				boxInd,
				cropSizeTensor
			]);
			cropSizeTensor.dispose();
			return res;
		}
	};
}));
var require_Cumprod = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2022 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.cumprodConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.cumprodConfig = {
		kernelName: tfjs_1.Cumprod,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var x = args.inputs.x;
			var backend = args.backend;
			var _a = args.attrs, axis = _a.axis, exclusive = _a.exclusive, reverse = _a.reverse;
			var axisTensor = (0, tfjs_1.scalar)(axis, "int32");
			var opAttrs = [
				{
					name: "exclusive",
					type: backend.binding.TF_ATTR_BOOL,
					value: exclusive
				},
				{
					name: "reverse",
					type: backend.binding.TF_ATTR_BOOL,
					value: reverse
				},
				(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("T", x.dtype),
				(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("Tidx", "int32")
			];
			var res = backend.executeSingleOutput(tfjs_1.Cumprod, opAttrs, [x, axisTensor]);
			axisTensor.dispose();
			return res;
		}
	};
}));
var require_Cumsum = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.cumsumConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.cumsumConfig = {
		kernelName: tfjs_1.Cumsum,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var x = args.inputs.x;
			var backend = args.backend;
			var _a = args.attrs, axis = _a.axis, exclusive = _a.exclusive, reverse = _a.reverse;
			var axisTensor = (0, tfjs_1.scalar)(axis, "int32");
			var opAttrs = [
				{
					name: "exclusive",
					type: backend.binding.TF_ATTR_BOOL,
					value: exclusive
				},
				{
					name: "reverse",
					type: backend.binding.TF_ATTR_BOOL,
					value: reverse
				},
				(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("T", x.dtype),
				(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("Tidx", "int32")
			];
			var res = backend.executeSingleOutput(tfjs_1.Cumsum, opAttrs, [x, axisTensor]);
			axisTensor.dispose();
			return res;
		}
	};
}));
var require_DepthToSpace = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.depthToSpaceConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.depthToSpaceConfig = {
		kernelName: tfjs_1.DepthToSpace,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var x = args.inputs.x;
			var backend = args.backend;
			var _a = args.attrs, blockSize = _a.blockSize, dataFormat = _a.dataFormat;
			var opAttrs = [
				(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("T", x),
				{
					name: "block_size",
					type: backend.binding.TF_ATTR_INT,
					value: blockSize < 2 ? 2 : blockSize
				},
				{
					name: "data_format",
					type: backend.binding.TF_ATTR_STRING,
					value: dataFormat
				}
			];
			var inputs = [x];
			return backend.executeSingleOutput(tfjs_1.DepthToSpace, opAttrs, inputs);
		}
	};
}));
var require_DepthwiseConv2dNative = /* @__PURE__ */ __commonJSMin(((exports, module, this$1) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	var __spreadArray = this$1 && this$1.__spreadArray || function(to, from, pack) {
		if (pack || arguments.length === 2) {
			for (var i = 0, l = from.length, ar; i < l; i++) if (ar || !(i in from)) {
				if (!ar) ar = Array.prototype.slice.call(from, 0, i);
				ar[i] = from[i];
			}
		}
		return to.concat(ar || Array.prototype.slice.call(from));
	};
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.depthwiseConv2dNativeImpl = exports.depthwiseConv2dNativeConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.depthwiseConv2dNativeConfig = {
		kernelName: tfjs_1.DepthwiseConv2dNative,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var _a = args.inputs, x = _a.x, filter = _a.filter;
			var backend = args.backend;
			var _b = args.attrs, strides = _b.strides, pad = _b.pad, dilations = _b.dilations, dimRoundingMode = _b.dimRoundingMode;
			var $dilations = dilations;
			if ($dilations == null) $dilations = [1, 1];
			return depthwiseConv2dNativeImpl(x, filter, tfjs_1.backend_util.computeConv2DInfo(x.shape, filter.shape, strides, $dilations, pad, dimRoundingMode, true), backend);
		}
	};
	function depthwiseConv2dNativeImpl(input, filter, convInfo, backend) {
		if (convInfo.padInfo.type !== "VALID" && convInfo.padInfo.type !== "SAME" && convInfo.padInfo.type !== "EXPLICIT") throw new Error("TF Backend supports only 'valid' and 'same' padding " + "while padding was ".concat(convInfo.padInfo.type));
		var strides = [
			1,
			convInfo.strideHeight,
			convInfo.strideWidth,
			1
		];
		var padding = convInfo.padInfo.type;
		var dataFormat = convInfo.dataFormat === "channelsLast" ? "NHWC" : "NCHW";
		var dilations = [
			1,
			convInfo.dilationHeight,
			convInfo.dilationWidth,
			1
		];
		var opAttrs = [
			(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("T", input.dtype),
			{
				name: "strides",
				type: backend.binding.TF_ATTR_INT,
				value: strides
			},
			{
				name: "padding",
				type: backend.binding.TF_ATTR_STRING,
				value: padding
			},
			{
				name: "data_format",
				type: backend.binding.TF_ATTR_STRING,
				value: dataFormat
			},
			{
				name: "dilations",
				type: backend.binding.TF_ATTR_INT,
				value: dilations
			}
		];
		if (padding === "EXPLICIT") {
			var padValue = [
				convInfo.padInfo.top,
				convInfo.padInfo.bottom,
				convInfo.padInfo.left,
				convInfo.padInfo.right
			];
			opAttrs.push({
				name: "explicit_paddings",
				type: backend.binding.TF_ATTR_INT,
				value: dataFormat === "NHWC" ? __spreadArray(__spreadArray([0, 0], padValue, true), [0, 0], false) : __spreadArray([
					0,
					0,
					0,
					0
				], padValue, true)
			});
		}
		return backend.executeSingleOutput(tfjs_1.DepthwiseConv2dNative, opAttrs, [input, filter]);
	}
	exports.depthwiseConv2dNativeImpl = depthwiseConv2dNativeImpl;
}));
var require_DepthwiseConv2dNativeBackpropFilter = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.depthwiseConv2dNativeBackpropFilterConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.depthwiseConv2dNativeBackpropFilterConfig = {
		kernelName: tfjs_1.DepthwiseConv2dNativeBackpropFilter,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var _a = args.inputs, x = _a.x, dy = _a.dy;
			var backend = args.backend;
			var _b = args.attrs, strides = _b.strides, dilations = _b.dilations, pad = _b.pad, dimRoundingMode = _b.dimRoundingMode, filterShape = _b.filterShape;
			return depthwiseConv2dNativeBackpropFilterImpl(x, dy, tfjs_1.backend_util.computeConv2DInfo(x.shape, filterShape, strides, dilations, pad, dimRoundingMode, true), backend);
		}
	};
	function depthwiseConv2dNativeBackpropFilterImpl(x, dy, convInfo, backend) {
		var strides = [
			1,
			convInfo.strideHeight,
			convInfo.strideWidth,
			1
		];
		var padding = convInfo.padInfo.type;
		var dataFormat = convInfo.dataFormat === "channelsLast" ? "NHWC" : "NCHW";
		var dilations = [
			1,
			convInfo.dilationHeight,
			convInfo.dilationWidth,
			1
		];
		var opAttrs = [
			(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("T", "float32"),
			{
				name: "strides",
				type: backend.binding.TF_ATTR_INT,
				value: strides
			},
			{
				name: "padding",
				type: backend.binding.TF_ATTR_STRING,
				value: padding
			},
			{
				name: "data_format",
				type: backend.binding.TF_ATTR_STRING,
				value: dataFormat
			},
			{
				name: "dilations",
				type: backend.binding.TF_ATTR_INT,
				value: dilations
			}
		];
		var filterSizes = (0, tfjs_1.tensor1d)(convInfo.filterShape, "int32");
		var res = backend.executeSingleOutput(tfjs_1.DepthwiseConv2dNativeBackpropFilter, opAttrs, [
			x,
			filterSizes,
			dy
		]);
		filterSizes.dispose();
		return res;
	}
}));
var require_DepthwiseConv2dNativeBackpropInput = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.depthwiseConv2dNativeBackpropInputConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.depthwiseConv2dNativeBackpropInputConfig = {
		kernelName: tfjs_1.DepthwiseConv2dNativeBackpropInput,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var _a = args.inputs, dy = _a.dy, filter = _a.filter;
			var backend = args.backend;
			var _b = args.attrs, strides = _b.strides, dilations = _b.dilations, pad = _b.pad, dimRoundingMode = _b.dimRoundingMode, inputShape = _b.inputShape;
			return depthwiseConv2dNativeBackpropInputImpl(dy, filter, tfjs_1.backend_util.computeConv2DInfo(inputShape, filter.shape, strides, dilations, pad, dimRoundingMode, true), backend);
		}
	};
	function depthwiseConv2dNativeBackpropInputImpl(dy, filter, convInfo, backend) {
		var strides = [
			1,
			convInfo.strideHeight,
			convInfo.strideWidth,
			1
		];
		var padding = convInfo.padInfo.type;
		var dataFormat = convInfo.dataFormat === "channelsLast" ? "NHWC" : "NCHW";
		var dilations = [
			1,
			convInfo.dilationHeight,
			convInfo.dilationWidth,
			1
		];
		var opAttrs = [
			(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("T", "float32"),
			{
				name: "strides",
				type: backend.binding.TF_ATTR_INT,
				value: strides
			},
			{
				name: "padding",
				type: backend.binding.TF_ATTR_STRING,
				value: padding
			},
			{
				name: "data_format",
				type: backend.binding.TF_ATTR_STRING,
				value: dataFormat
			},
			{
				name: "dilations",
				type: backend.binding.TF_ATTR_INT,
				value: dilations
			}
		];
		var inputSizes = (0, tfjs_1.tensor1d)(convInfo.inShape, "int32");
		var res = backend.executeSingleOutput(tfjs_1.DepthwiseConv2dNativeBackpropInput, opAttrs, [
			inputSizes,
			filter,
			dy
		]);
		inputSizes.dispose();
		return res;
	}
}));
var require_Diag = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.diagConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	exports.diagConfig = {
		kernelName: tfjs_1.Diag,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var x = args.inputs.x;
			return args.backend.executeSingleInput(tfjs_1.Diag, x);
		}
	};
}));
var require_Dilation2D = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.dilation2dConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.dilation2dConfig = {
		kernelName: tfjs_1.Dilation2D,
		backendName: "tensorflow",
		kernelFunc: function(_a) {
			var inputs = _a.inputs, backend = _a.backend, attrs = _a.attrs;
			var _b = inputs, x = _b.x, filter = _b.filter;
			var _c = attrs, strides = _c.strides, pad = _c.pad, dilations = _c.dilations;
			var _d = tfjs_1.backend_util.computeDilation2DInfo(x.shape, filter.shape, strides, pad, "NHWC", dilations), dilationHeight = _d.dilationHeight, dilationWidth = _d.dilationWidth, padInfo = _d.padInfo;
			var $strides = [
				1,
				_d.strideHeight,
				_d.strideWidth,
				1
			];
			var $dilations = [
				1,
				dilationHeight,
				dilationWidth,
				1
			];
			var nodeBackend = backend;
			var opAttrs = [
				(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("T", x.dtype),
				{
					name: "strides",
					type: nodeBackend.binding.TF_ATTR_INT,
					value: $strides
				},
				{
					name: "rates",
					type: nodeBackend.binding.TF_ATTR_INT,
					value: $dilations
				},
				{
					name: "padding",
					type: nodeBackend.binding.TF_ATTR_STRING,
					value: padInfo.type
				}
			];
			return nodeBackend.executeSingleOutput(tfjs_1.Dilation2D, opAttrs, [x, filter]);
		}
	};
}));
var require_Dilation2DBackpropFilter = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.dilation2dBackpropFilterConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.dilation2dBackpropFilterConfig = {
		kernelName: tfjs_1.Dilation2DBackpropFilter,
		backendName: "tensorflow",
		kernelFunc: function(_a) {
			var inputs = _a.inputs, backend = _a.backend, attrs = _a.attrs;
			var _b = inputs, x = _b.x, filter = _b.filter, dy = _b.dy;
			var _c = attrs, strides = _c.strides, pad = _c.pad, dilations = _c.dilations;
			var _d = tfjs_1.backend_util.computeDilation2DInfo(x.shape, filter.shape, strides, pad, "NHWC", dilations), dilationHeight = _d.dilationHeight, dilationWidth = _d.dilationWidth, padInfo = _d.padInfo;
			var $strides = [
				1,
				_d.strideHeight,
				_d.strideWidth,
				1
			];
			var $dilations = [
				1,
				dilationHeight,
				dilationWidth,
				1
			];
			var nodeBackend = backend;
			var opAttrs = [
				(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("T", x.dtype),
				{
					name: "strides",
					type: nodeBackend.binding.TF_ATTR_INT,
					value: $strides
				},
				{
					name: "rates",
					type: nodeBackend.binding.TF_ATTR_INT,
					value: $dilations
				},
				{
					name: "padding",
					type: nodeBackend.binding.TF_ATTR_STRING,
					value: padInfo.type
				}
			];
			return nodeBackend.executeSingleOutput(tfjs_1.Dilation2DBackpropFilter, opAttrs, [
				x,
				filter,
				dy
			]);
		}
	};
}));
var require_Dilation2DBackpropInput = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.dilation2dBackpropInputConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.dilation2dBackpropInputConfig = {
		kernelName: tfjs_1.Dilation2DBackpropInput,
		backendName: "tensorflow",
		kernelFunc: function(_a) {
			var inputs = _a.inputs, backend = _a.backend, attrs = _a.attrs;
			var _b = inputs, x = _b.x, filter = _b.filter, dy = _b.dy;
			var _c = attrs, strides = _c.strides, pad = _c.pad, dilations = _c.dilations;
			var _d = tfjs_1.backend_util.computeDilation2DInfo(x.shape, filter.shape, strides, pad, "NHWC", dilations), dilationHeight = _d.dilationHeight, dilationWidth = _d.dilationWidth, padInfo = _d.padInfo;
			var $strides = [
				1,
				_d.strideHeight,
				_d.strideWidth,
				1
			];
			var $dilations = [
				1,
				dilationHeight,
				dilationWidth,
				1
			];
			var nodeBackend = backend;
			var opAttrs = [
				(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("T", x.dtype),
				{
					name: "strides",
					type: nodeBackend.binding.TF_ATTR_INT,
					value: $strides
				},
				{
					name: "rates",
					type: nodeBackend.binding.TF_ATTR_INT,
					value: $dilations
				},
				{
					name: "padding",
					type: nodeBackend.binding.TF_ATTR_STRING,
					value: padInfo.type
				}
			];
			return nodeBackend.executeSingleOutput(tfjs_1.Dilation2DBackpropInput, opAttrs, [
				x,
				filter,
				dy
			]);
		}
	};
}));
var require_Einsum = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2023 Google LLC.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.einsumConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.einsumConfig = {
		kernelName: tfjs_1.Einsum,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var inputs = args.inputs, attrs = args.attrs;
			var tensors = inputs;
			var backend = args.backend;
			var equation = attrs.equation;
			var opAttrs = [
				{
					name: "N",
					type: backend.binding.TF_ATTR_INT,
					value: tensors.length
				},
				{
					name: "equation",
					type: backend.binding.TF_ATTR_STRING,
					value: equation
				},
				(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("T", tensors)
			];
			var tensorArray = Array.from(tensors);
			return backend.executeSingleOutput(tfjs_1.Einsum, opAttrs, tensorArray);
		}
	};
}));
var require_Elu = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.eluConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	exports.eluConfig = {
		kernelName: tfjs_1.Elu,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var x = args.inputs.x;
			return args.backend.executeSingleInput(tfjs_1.Elu, x);
		}
	};
}));
var require_EluGrad = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.eluGradConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.eluGradConfig = {
		kernelName: tfjs_1.EluGrad,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var _a = args.inputs, dy = _a.dy, y = _a.y;
			var backend = args.backend;
			var opAttrs = [(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("T", y.dtype)];
			return backend.executeSingleOutput(tfjs_1.EluGrad, opAttrs, [dy, y]);
		}
	};
}));
var require_Equal = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.equalConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.equalConfig = {
		kernelName: tfjs_1.Equal,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var _a = args.inputs, a = _a.a, b = _a.b;
			var backend = args.backend;
			var opAttrs = [(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("T", tfjs_1.backend_util.upcastType(a.dtype, b.dtype))];
			return backend.executeSingleOutput(tfjs_1.Equal, opAttrs, [a, b]);
		}
	};
}));
var require_Erf = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.erfConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	exports.erfConfig = {
		kernelName: tfjs_1.Erf,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var x = args.inputs.x;
			return args.backend.executeSingleInput(tfjs_1.Erf, x);
		}
	};
}));
var require_Exp = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.expConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	exports.expConfig = {
		kernelName: tfjs_1.Exp,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var x = args.inputs.x;
			var backend = args.backend;
			var xTensor = x;
			if (x.dtype === "int32") {
				xTensor = x.toFloat();
				x.dispose();
			}
			return backend.executeSingleInput(tfjs_1.Exp, xTensor);
		}
	};
}));
var require_ExpandDims = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.expandDimsConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	exports.expandDimsConfig = {
		kernelName: tfjs_1.ExpandDims,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var input = args.inputs.input;
			var backend = args.backend;
			var dim = args.attrs.dim;
			var dimTensor = (0, tfjs_1.scalar)(dim, "int32");
			var res = backend.executeSingleOutput(tfjs_1.ExpandDims, [], [input, dimTensor]);
			dimTensor.dispose();
			return res;
		}
	};
}));
var require_Expm1 = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.expm1Config = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	exports.expm1Config = {
		kernelName: tfjs_1.Expm1,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var x = args.inputs.x;
			return args.backend.executeSingleInput(tfjs_1.Expm1, x);
		}
	};
}));
var require_FFT = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.FFTConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.FFTConfig = {
		kernelName: tfjs_1.FFT,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var input = args.inputs.input;
			var backend = args.backend;
			var opAttrs = [(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("Tcomplex", input.dtype)];
			return backend.executeSingleOutput(tfjs_1.FFT, opAttrs, [input]);
		}
	};
}));
var require_Fill = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.fillConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	exports.fillConfig = {
		kernelName: tfjs_1.Fill,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var backend = args.backend;
			var _a = args.attrs, shape = _a.shape, value = _a.value;
			var dtype = args.attrs.dtype;
			if (dtype == null) {
				if (typeof value === "number") dtype = "float32";
				else dtype = "string";
			}
			var shapeTensor = (0, tfjs_1.tensor1d)(shape, "int32");
			var valueTensor = (0, tfjs_1.scalar)(value, dtype);
			var opAttrs = [{
				name: "T",
				type: backend.binding.TF_ATTR_TYPE,
				value: backend.getDTypeInteger(dtype)
			}, {
				name: "index_type",
				type: backend.binding.TF_ATTR_TYPE,
				value: backend.binding.TF_INT32
			}];
			var res = backend.executeSingleOutput(tfjs_1.Fill, opAttrs, [shapeTensor, valueTensor]);
			shapeTensor.dispose();
			valueTensor.dispose();
			return res;
		}
	};
}));
var require_FlipLeftRight = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2021 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.flipLeftRightConfig = void 0;
	var tfjs_core_1 = require("@tensorflow/tfjs-core");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.flipLeftRightConfig = {
		kernelName: tfjs_core_1.FlipLeftRight,
		backendName: "tensorflow",
		kernelFunc: function(_a) {
			var inputs = _a.inputs;
			var nodeBackend = _a.backend;
			var image = inputs.image;
			var opAttrs = [(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("Tidx", "int32"), (0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("T", image.dtype)];
			var axes = tfjs_core_1.util.parseAxisParam([2], image.shape);
			var axisTensor = (0, tfjs_core_1.tensor1d)(axes, "int32");
			var res = nodeBackend.executeSingleOutput("ReverseV2", opAttrs, [image, axisTensor]);
			axisTensor.dispose();
			return res;
		}
	};
}));
var require_Floor = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.floorConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	exports.floorConfig = {
		kernelName: tfjs_1.Floor,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var x = args.inputs.x;
			return args.backend.executeSingleInput(tfjs_1.Floor, x);
		}
	};
}));
var require_FloorDiv = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.floorDivConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.floorDivConfig = {
		kernelName: tfjs_1.FloorDiv,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var _a = args.inputs, a = _a.a, b = _a.b;
			var backend = args.backend;
			var opAttrs = [(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("T", tfjs_1.backend_util.upcastType(a.dtype, b.dtype))];
			return backend.executeSingleOutput(tfjs_1.FloorDiv, opAttrs, [a, b]);
		}
	};
}));
var require_FusedBatchNorm = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.fusedBatchNormConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.fusedBatchNormConfig = {
		kernelName: tfjs_1.FusedBatchNorm,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var _a = args.inputs, x = _a.x, mean = _a.mean, variance = _a.variance;
			var _b = args.inputs, scale = _b.scale, offset = _b.offset;
			var backend = args.backend;
			var varianceEpsilon = args.attrs.varianceEpsilon;
			return (0, tfjs_1.tidy)(function() {
				if (mean.rank > 1) {
					var inv = (0, tfjs_1.rsqrt)((0, tfjs_1.add)(variance, (0, tfjs_1.scalar)(varianceEpsilon)));
					if (scale != null) inv = (0, tfjs_1.mul)(inv, scale);
					var xNorm = (0, tfjs_1.mul)((0, tfjs_1.sub)(x, mean), inv);
					return offset != null ? (0, tfjs_1.add)(xNorm, offset) : xNorm;
				}
				var dataFormat = "NHWC";
				var depth = x.shape[3];
				var opAttrs = [
					(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("T", x.dtype),
					{
						name: "epsilon",
						type: backend.binding.TF_ATTR_FLOAT,
						value: varianceEpsilon
					},
					{
						name: "data_format",
						type: backend.binding.TF_ATTR_STRING,
						value: dataFormat
					},
					{
						name: "is_training",
						type: backend.binding.TF_ATTR_BOOL,
						value: false
					}
				];
				var numOutputs = 5;
				if (scale == null) scale = (0, tfjs_1.fill)([depth], 1);
				if (offset == null) offset = (0, tfjs_1.fill)([depth], 0);
				return backend.executeMultipleOutputs(tfjs_1.FusedBatchNorm, opAttrs, [
					x,
					scale,
					offset,
					mean,
					variance
				], numOutputs)[0];
			});
		}
	};
}));
var require_FusedConv2D = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.fusedConv2DConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var Conv2D_1 = require_Conv2D();
	exports.fusedConv2DConfig = {
		kernelName: tfjs_1.FusedConv2D,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var _a = args.inputs, x = _a.x, filter = _a.filter, bias = _a.bias, preluActivationWeights = _a.preluActivationWeights;
			var backend = args.backend;
			var _b = args.attrs, strides = _b.strides, pad = _b.pad, dataFormat = _b.dataFormat, dilations = _b.dilations, dimRoundingMode = _b.dimRoundingMode, activation = _b.activation, leakyreluAlpha = _b.leakyreluAlpha;
			if (dataFormat !== "NHWC") throw new Error("Node backend FusedConv2D does not support dataFormat:'" + "".concat(dataFormat, "'. Please use 'NHWC'."));
			var $dataFormat = tfjs_1.backend_util.convertConv2DDataFormat(dataFormat);
			var convInfo = tfjs_1.backend_util.computeConv2DInfo(x.shape, filter.shape, strides, dilations, pad, dimRoundingMode, false, $dataFormat);
			var result = (0, Conv2D_1.conv2dImpl)(x, filter, convInfo, backend);
			var toDispose = [];
			if (bias != null) {
				toDispose.push(result);
				result = (0, tfjs_1.add)(result, bias);
			}
			var temp = result;
			result = backend.applyActivation(result, activation, preluActivationWeights, leakyreluAlpha);
			if (temp !== result) toDispose.push(temp);
			toDispose.forEach(function(t) {
				return t.dispose();
			});
			return result;
		}
	};
}));
var require_FusedDepthwiseConv2D = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.fusedDepthwiseConv2DConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var DepthwiseConv2dNative_1 = require_DepthwiseConv2dNative();
	exports.fusedDepthwiseConv2DConfig = {
		kernelName: tfjs_1.FusedDepthwiseConv2D,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var _a = args.inputs, x = _a.x, filter = _a.filter, bias = _a.bias, preluActivationWeights = _a.preluActivationWeights;
			var backend = args.backend;
			var _b = args.attrs, strides = _b.strides, pad = _b.pad, dilations = _b.dilations, dimRoundingMode = _b.dimRoundingMode, activation = _b.activation, leakyreluAlpha = _b.leakyreluAlpha;
			var $dilations = dilations;
			if ($dilations == null) $dilations = [1, 1];
			var convInfo = tfjs_1.backend_util.computeConv2DInfo(x.shape, filter.shape, strides, $dilations, pad, dimRoundingMode, true);
			var result = (0, DepthwiseConv2dNative_1.depthwiseConv2dNativeImpl)(x, filter, convInfo, backend);
			var toDispose = [];
			if (bias != null) {
				toDispose.push(result);
				result = (0, tfjs_1.add)(result, bias);
			}
			var temp = result;
			result = backend.applyActivation(result, activation, preluActivationWeights, leakyreluAlpha);
			if (temp !== result) toDispose.push(temp);
			toDispose.forEach(function(t) {
				return t.dispose();
			});
			return result;
		}
	};
}));
var require_GatherNd = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.gatherNdConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.gatherNdConfig = {
		kernelName: tfjs_1.GatherNd,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var _a = args.inputs, params = _a.params, indices = _a.indices;
			var backend = args.backend;
			var opAttrs = [(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("Tparams", params.dtype), (0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("Tindices", "int32")];
			return backend.executeSingleOutput(tfjs_1.GatherNd, opAttrs, [params, indices]);
		}
	};
}));
var require_GatherV2 = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.gatherV2Config = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.gatherV2Config = {
		kernelName: tfjs_1.GatherV2,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var _a = args.inputs, x = _a.x, indices = _a.indices;
			var backend = args.backend;
			var _b = args.attrs, axis = _b.axis, batchDims = _b.batchDims;
			var indicesVals = backend.readSync(indices.dataId);
			var axisDim = x.shape[axis];
			var _loop_1 = function(i) {
				var index = indicesVals[i];
				tfjs_1.util.assert(index <= axisDim - 1 && index >= 0, function() {
					return "GatherV2: the index value ".concat(index, " is not in [0, ").concat(axisDim - 1, "]");
				});
			};
			for (var i = 0; i < indicesVals.length; ++i) _loop_1(i);
			tfjs_1.backend_util.segment_util.collectGatherOpShapeInfo(x, indices, axis, batchDims);
			var axisTensor = (0, tfjs_1.scalar)(axis, "int32");
			var opAttrs = [
				{
					name: "batch_dims",
					type: backend.binding.TF_ATTR_INT,
					value: batchDims
				},
				(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("Tparams", x.dtype),
				(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("Tindices", indices.dtype),
				(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("Taxis", "int32")
			];
			var res = backend.executeSingleOutput(tfjs_1.GatherV2, opAttrs, [
				x,
				indices,
				axisTensor
			]);
			axisTensor.dispose();
			return res;
		}
	};
}));
var require_Greater = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.greaterConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.greaterConfig = {
		kernelName: tfjs_1.Greater,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var _a = args.inputs, a = _a.a, b = _a.b;
			var backend = args.backend;
			var opAttrs = [(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("T", tfjs_1.backend_util.upcastType(a.dtype, b.dtype))];
			return backend.executeSingleOutput(tfjs_1.Greater, opAttrs, [a, b]);
		}
	};
}));
var require_GreaterEqual = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.greaterEqualConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.greaterEqualConfig = {
		kernelName: tfjs_1.GreaterEqual,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var _a = args.inputs, a = _a.a, b = _a.b;
			var backend = args.backend;
			var opAttrs = [(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("T", tfjs_1.backend_util.upcastType(a.dtype, b.dtype))];
			return backend.executeSingleOutput(tfjs_1.GreaterEqual, opAttrs, [a, b]);
		}
	};
}));
var require_Identity = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.identityConfig = void 0;
	exports.identityConfig = {
		kernelName: require("@tensorflow/tfjs").Identity,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var x = args.inputs.x;
			args.backend.incRef(x.dataId);
			return {
				dataId: x.dataId,
				shape: x.shape,
				dtype: x.dtype
			};
		}
	};
}));
var require_IFFT = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.IFFTConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.IFFTConfig = {
		kernelName: tfjs_1.IFFT,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var input = args.inputs.input;
			var backend = args.backend;
			var opAttrs = [(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("Tcomplex", input.dtype)];
			return backend.executeSingleOutput(tfjs_1.IFFT, opAttrs, [input]);
		}
	};
}));
var require_Imag = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.imagConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	exports.imagConfig = {
		kernelName: tfjs_1.Imag,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var input = args.inputs.input;
			var backend = args.backend;
			var opAttrs = [{
				name: "T",
				type: backend.binding.TF_ATTR_TYPE,
				value: backend.binding.TF_COMPLEX64
			}, {
				name: "Tout",
				type: backend.binding.TF_ATTR_TYPE,
				value: backend.binding.TF_FLOAT
			}];
			var inputs = [input];
			return backend.executeSingleOutput(tfjs_1.Imag, opAttrs, inputs);
		}
	};
}));
var require_IsFinite = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.isFiniteConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	exports.isFiniteConfig = {
		kernelName: tfjs_1.IsFinite,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var x = args.inputs.x;
			return args.backend.executeSingleInput(tfjs_1.IsFinite, x);
		}
	};
}));
var require_IsInf = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.isInfConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	exports.isInfConfig = {
		kernelName: tfjs_1.IsInf,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var x = args.inputs.x;
			return args.backend.executeSingleInput(tfjs_1.IsInf, x);
		}
	};
}));
var require_IsNan = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.isNanConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	exports.isNanConfig = {
		kernelName: tfjs_1.IsNan,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var x = args.inputs.x;
			return args.backend.executeSingleInput(tfjs_1.IsNan, x);
		}
	};
}));
var require_LeakyRelu = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.leakyReluConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.leakyReluConfig = {
		kernelName: tfjs_1.LeakyRelu,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var inputs = args.inputs;
			var attrs = args.attrs;
			var backend = args.backend;
			var x = inputs.x;
			var alpha = attrs.alpha;
			var opAttrs = [{
				name: "alpha",
				type: backend.binding.TF_ATTR_FLOAT,
				value: alpha
			}, (0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("T", x.dtype)];
			return backend.executeSingleOutput(tfjs_1.LeakyRelu, opAttrs, [x]);
		}
	};
}));
var require_Less = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.lessConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.lessConfig = {
		kernelName: tfjs_1.Less,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var _a = args.inputs, a = _a.a, b = _a.b;
			var backend = args.backend;
			var opAttrs = [(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("T", tfjs_1.backend_util.upcastType(a.dtype, b.dtype))];
			return backend.executeSingleOutput(tfjs_1.Less, opAttrs, [a, b]);
		}
	};
}));
var require_LessEqual = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.lessEqualConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.lessEqualConfig = {
		kernelName: tfjs_1.LessEqual,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var _a = args.inputs, a = _a.a, b = _a.b;
			var backend = args.backend;
			var opAttrs = [(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("T", tfjs_1.backend_util.upcastType(a.dtype, b.dtype))];
			return backend.executeSingleOutput(tfjs_1.LessEqual, opAttrs, [a, b]);
		}
	};
}));
var require_LinSpace = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.linSpaceConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.linSpaceConfig = {
		kernelName: tfjs_1.LinSpace,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var backend = args.backend;
			var _a = args.attrs, start = _a.start, stop = _a.stop, num = _a.num;
			var opAttrs = [(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("T", "float32"), (0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("Tidx", "int32")];
			return (0, tfjs_1.tidy)(function() {
				var inputs = [
					(0, tfjs_1.scalar)(start, "float32"),
					(0, tfjs_1.scalar)(stop, "float32"),
					(0, tfjs_1.scalar)(num, "int32")
				];
				return backend.executeSingleOutput(tfjs_1.LinSpace, opAttrs, inputs);
			});
		}
	};
}));
var require_Log = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.logConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	exports.logConfig = {
		kernelName: tfjs_1.Log,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var x = args.inputs.x;
			return args.backend.executeSingleInput(tfjs_1.Log, x);
		}
	};
}));
var require_Log1p = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.log1pConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	exports.log1pConfig = {
		kernelName: tfjs_1.Log1p,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var x = args.inputs.x;
			return args.backend.executeSingleInput(tfjs_1.Log1p, x);
		}
	};
}));
var require_LogicalAnd = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.logicalAndConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	exports.logicalAndConfig = {
		kernelName: tfjs_1.LogicalAnd,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var _a = args.inputs, a = _a.a, b = _a.b;
			return args.backend.executeSingleOutput(tfjs_1.LogicalAnd, [], [a, b]);
		}
	};
}));
var require_LogicalNot = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.logicalNotConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	exports.logicalNotConfig = {
		kernelName: tfjs_1.LogicalNot,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var x = args.inputs.x;
			return args.backend.executeSingleOutput(tfjs_1.LogicalNot, [], [x]);
		}
	};
}));
var require_LogicalOr = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.logicalOrConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	exports.logicalOrConfig = {
		kernelName: tfjs_1.LogicalOr,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var _a = args.inputs, a = _a.a, b = _a.b;
			return args.backend.executeSingleOutput(tfjs_1.LogicalOr, [], [a, b]);
		}
	};
}));
var require_LRN = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.LRNConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.LRNConfig = {
		kernelName: tfjs_1.LRN,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var x = args.inputs.x;
			var backend = args.backend;
			var _a = args.attrs, depthRadius = _a.depthRadius, bias = _a.bias, alpha = _a.alpha, beta = _a.beta;
			var opAttrs = [
				(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("T", x.dtype),
				{
					name: "depth_radius",
					type: backend.binding.TF_ATTR_INT,
					value: depthRadius
				},
				{
					name: "bias",
					type: backend.binding.TF_ATTR_FLOAT,
					value: bias
				},
				{
					name: "alpha",
					type: backend.binding.TF_ATTR_FLOAT,
					value: alpha
				},
				{
					name: "beta",
					type: backend.binding.TF_ATTR_FLOAT,
					value: beta
				}
			];
			return backend.executeSingleOutput(tfjs_1.LRN, opAttrs, [x]);
		}
	};
}));
var require_LRNGrad = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.LRNGradConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.LRNGradConfig = {
		kernelName: tfjs_1.LRNGrad,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var _a = args.inputs, x = _a.x, y = _a.y, dy = _a.dy;
			var backend = args.backend;
			var _b = args.attrs, depthRadius = _b.depthRadius, bias = _b.bias, alpha = _b.alpha, beta = _b.beta;
			var opAttrs = [
				(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("T", dy.dtype),
				{
					name: "depth_radius",
					type: backend.binding.TF_ATTR_INT,
					value: depthRadius
				},
				{
					name: "bias",
					type: backend.binding.TF_ATTR_FLOAT,
					value: bias
				},
				{
					name: "alpha",
					type: backend.binding.TF_ATTR_FLOAT,
					value: alpha
				},
				{
					name: "beta",
					type: backend.binding.TF_ATTR_FLOAT,
					value: beta
				}
			];
			return backend.executeSingleOutput(tfjs_1.LRNGrad, opAttrs, [
				dy,
				x,
				y
			]);
		}
	};
}));
var require_Max = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.maxConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	exports.maxConfig = {
		kernelName: tfjs_1.Max,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var x = args.inputs.x;
			var backend = args.backend;
			var _a = args.attrs, reductionIndices = _a.reductionIndices, keepDims = _a.keepDims;
			var axes = tfjs_1.util.parseAxisParam(reductionIndices, x.shape);
			var axesTensor = (0, tfjs_1.tensor1d)(axes, "int32");
			var res = backend.executeSingleOutput(tfjs_1.Max, backend.createReductionOpAttrs(x, keepDims), [x, axesTensor]);
			axesTensor.dispose();
			return res;
		}
	};
}));
var require_Maximum = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.maximumConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.maximumConfig = {
		kernelName: tfjs_1.Maximum,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var _a = args.inputs, a = _a.a, b = _a.b;
			var backend = args.backend;
			var opAttrs = [(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("T", tfjs_1.backend_util.upcastType(a.dtype, b.dtype))];
			return backend.executeSingleOutput(tfjs_1.Maximum, opAttrs, [a, b]);
		}
	};
}));
var require_MaxPool = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.maxPoolConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.maxPoolConfig = {
		kernelName: tfjs_1.MaxPool,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var x = args.inputs.x;
			var backend = args.backend;
			var _a = args.attrs, filterSize = _a.filterSize, strides = _a.strides, pad = _a.pad, dimRoundingMode = _a.dimRoundingMode;
			var convInfo = tfjs_1.backend_util.computePool2DInfo(x.shape, filterSize, strides, 1, pad, dimRoundingMode);
			if (convInfo.padInfo.type !== "VALID" && convInfo.padInfo.type !== "SAME") throw new Error("TF Backend supports only 'valid' and 'same' padding " + "while padding was ".concat(convInfo.padInfo.type));
			var ksize = [
				1,
				convInfo.filterHeight,
				convInfo.filterWidth,
				1
			];
			var $strides = [
				1,
				convInfo.strideHeight,
				convInfo.strideWidth,
				1
			];
			var padding = convInfo.padInfo.type;
			var dataFormat = convInfo.dataFormat === "channelsLast" ? "NHWC" : "NCHW";
			var opAttrs = [
				(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("T", x.dtype),
				{
					name: "ksize",
					type: backend.binding.TF_ATTR_INT,
					value: ksize
				},
				{
					name: "strides",
					type: backend.binding.TF_ATTR_INT,
					value: $strides
				},
				{
					name: "padding",
					type: backend.binding.TF_ATTR_STRING,
					value: padding
				},
				{
					name: "data_format",
					type: backend.binding.TF_ATTR_STRING,
					value: dataFormat
				}
			];
			return backend.executeSingleOutput(tfjs_1.MaxPool, opAttrs, [x]);
		}
	};
}));
var require_MaxPool3D = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.maxPool3DConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.maxPool3DConfig = {
		kernelName: tfjs_1.MaxPool3D,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var x = args.inputs.x;
			var backend = args.backend;
			var _a = args.attrs, filterSize = _a.filterSize, strides = _a.strides, pad = _a.pad, dataFormat = _a.dataFormat, dimRoundingMode = _a.dimRoundingMode;
			var convInfo = tfjs_1.backend_util.computePool3DInfo(x.shape, filterSize, strides, 1, pad, dimRoundingMode, dataFormat);
			if (convInfo.padInfo.type !== "VALID" && convInfo.padInfo.type !== "SAME") throw new Error("TF Backend supports only 'valid' and 'same' padding " + "while padding was ".concat(convInfo.padInfo.type));
			var ksize = [
				1,
				convInfo.filterDepth,
				convInfo.filterHeight,
				convInfo.filterWidth,
				1
			];
			var $strides = [
				1,
				convInfo.strideDepth,
				convInfo.strideHeight,
				convInfo.strideWidth,
				1
			];
			var padding = convInfo.padInfo.type;
			var $dataFormat = convInfo.dataFormat === "channelsLast" ? "NDHWC" : "NCDHW";
			var opAttrs = [
				(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("T", x.dtype),
				{
					name: "ksize",
					type: backend.binding.TF_ATTR_INT,
					value: ksize
				},
				{
					name: "strides",
					type: backend.binding.TF_ATTR_INT,
					value: $strides
				},
				{
					name: "padding",
					type: backend.binding.TF_ATTR_STRING,
					value: padding
				},
				{
					name: "data_format",
					type: backend.binding.TF_ATTR_STRING,
					value: $dataFormat
				}
			];
			return backend.executeSingleOutput(tfjs_1.MaxPool3D, opAttrs, [x]);
		}
	};
}));
var require_MaxPool3DGrad = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.maxPool3DGradConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.maxPool3DGradConfig = {
		kernelName: tfjs_1.MaxPool3DGrad,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var _a = args.inputs, dy = _a.dy, input = _a.input, output = _a.output;
			var backend = args.backend;
			var _b = args.attrs, filterSize = _b.filterSize, strides = _b.strides, pad = _b.pad, dimRoundingMode = _b.dimRoundingMode;
			var convInfo = tfjs_1.backend_util.computePool3DInfo(input.shape, filterSize, strides, 1, pad, dimRoundingMode);
			if (convInfo.padInfo.type !== "VALID" && convInfo.padInfo.type !== "SAME") throw new Error("TF Backend supports only 'valid' and 'same' padding " + "while padding type was ".concat(convInfo.padInfo.type));
			var ksize = [
				1,
				convInfo.filterDepth,
				convInfo.filterHeight,
				convInfo.filterWidth,
				1
			];
			var $strides = [
				1,
				convInfo.strideDepth,
				convInfo.strideHeight,
				convInfo.strideWidth,
				1
			];
			var padding = convInfo.padInfo.type;
			var dataFormat = convInfo.dataFormat === "channelsLast" ? "NDHWC" : "NCDHW";
			var opAttrs = [
				(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("T", input.dtype),
				{
					name: "ksize",
					type: backend.binding.TF_ATTR_INT,
					value: ksize
				},
				{
					name: "strides",
					type: backend.binding.TF_ATTR_INT,
					value: $strides
				},
				{
					name: "padding",
					type: backend.binding.TF_ATTR_STRING,
					value: padding
				},
				{
					name: "data_format",
					type: backend.binding.TF_ATTR_STRING,
					value: dataFormat
				}
			];
			return backend.executeSingleOutput(tfjs_1.MaxPool3DGrad, opAttrs, [
				input,
				output,
				dy
			]);
		}
	};
}));
var require_MaxPoolGrad = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.maxPoolGradConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.maxPoolGradConfig = {
		kernelName: tfjs_1.MaxPoolGrad,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var _a = args.inputs, dy = _a.dy, input = _a.input, output = _a.output;
			var backend = args.backend;
			var _b = args.attrs, filterSize = _b.filterSize, strides = _b.strides, pad = _b.pad, dimRoundingMode = _b.dimRoundingMode;
			var convInfo = tfjs_1.backend_util.computePool2DInfo(input.shape, filterSize, strides, 1, pad, dimRoundingMode);
			if (convInfo.padInfo.type !== "VALID" && convInfo.padInfo.type !== "SAME") throw new Error("TF Backend supports only 'valid' and 'same' padding " + "while padding type was ".concat(convInfo.padInfo.type));
			var ksize = [
				1,
				convInfo.filterHeight,
				convInfo.filterWidth,
				1
			];
			var $strides = [
				1,
				convInfo.strideHeight,
				convInfo.strideWidth,
				1
			];
			var padding = convInfo.padInfo.type;
			var dataFormat = convInfo.dataFormat === "channelsLast" ? "NHWC" : "NCHW";
			var opAttrs = [
				(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("T", input.dtype),
				{
					name: "ksize",
					type: backend.binding.TF_ATTR_INT,
					value: ksize
				},
				{
					name: "strides",
					type: backend.binding.TF_ATTR_INT,
					value: $strides
				},
				{
					name: "padding",
					type: backend.binding.TF_ATTR_STRING,
					value: padding
				},
				{
					name: "data_format",
					type: backend.binding.TF_ATTR_STRING,
					value: dataFormat
				}
			];
			return backend.executeSingleOutput(tfjs_1.MaxPoolGrad, opAttrs, [
				input,
				output,
				dy
			]);
		}
	};
}));
var require_Mean = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.meanConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	exports.meanConfig = {
		kernelName: tfjs_1.Mean,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var x = args.inputs.x;
			var backend = args.backend;
			var _a = args.attrs, axis = _a.axis, keepDims = _a.keepDims;
			var axes = tfjs_1.util.parseAxisParam(axis, x.shape);
			var axesTensor = (0, tfjs_1.tensor1d)(axes, "int32");
			var asFloat32 = (0, tfjs_1.cast)(x, "float32");
			var res = backend.executeSingleOutput(tfjs_1.Mean, backend.createReductionOpAttrs(x, keepDims), [asFloat32, axesTensor]);
			asFloat32.dispose();
			axesTensor.dispose();
			return res;
		}
	};
}));
var require_Min = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.minConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	exports.minConfig = {
		kernelName: tfjs_1.Min,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var x = args.inputs.x;
			var backend = args.backend;
			var _a = args.attrs, axis = _a.axis, keepDims = _a.keepDims;
			var axes = tfjs_1.util.parseAxisParam(axis, x.shape);
			var axesTensor = (0, tfjs_1.tensor1d)(axes, "int32");
			var res = backend.executeSingleOutput(tfjs_1.Min, backend.createReductionOpAttrs(x, keepDims), [x, axesTensor]);
			axesTensor.dispose();
			return res;
		}
	};
}));
var require_Minimum = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.minimumConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.minimumConfig = {
		kernelName: tfjs_1.Minimum,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var _a = args.inputs, a = _a.a, b = _a.b;
			var backend = args.backend;
			var opAttrs = [(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("T", tfjs_1.backend_util.upcastType(a.dtype, b.dtype))];
			return backend.executeSingleOutput(tfjs_1.Minimum, opAttrs, [a, b]);
		}
	};
}));
var require_MirrorPad = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.mirrorPadConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.mirrorPadConfig = {
		kernelName: tfjs_1.MirrorPad,
		backendName: "tensorflow",
		kernelFunc: function(_a) {
			var inputs = _a.inputs, backend = _a.backend, attrs = _a.attrs;
			var x = inputs.x;
			var _b = attrs, paddings = _b.paddings, mode = _b.mode;
			var nodeBackend = backend;
			var paddingsTensor = (0, tfjs_1.tensor2d)(paddings, [paddings.length, 2], "int32");
			var opAttrs = [
				(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("T", x.dtype),
				(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("Tpaddings", paddingsTensor.dtype),
				{
					name: "mode",
					type: nodeBackend.binding.TF_ATTR_STRING,
					value: mode.toUpperCase()
				}
			];
			var output = nodeBackend.executeSingleOutput("MirrorPad", opAttrs, [x, paddingsTensor]);
			paddingsTensor.dispose();
			return output;
		}
	};
}));
var require_Mod = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.modConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.modConfig = {
		kernelName: tfjs_1.Mod,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var _a = args.inputs, a = _a.a, b = _a.b;
			var backend = args.backend;
			var opAttrs = [(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("T", a.dtype)];
			return backend.executeSingleOutput("FloorMod", opAttrs, [a, b]);
		}
	};
}));
var require_Multinomial = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.multinomialConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.multinomialConfig = {
		kernelName: tfjs_1.Multinomial,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var logits = args.inputs.logits;
			var backend = args.backend;
			var _a = args.attrs, numSamples = _a.numSamples, seed = _a.seed;
			if (_a.normalized) throw new Error("TF Node backend does not support normalized logits passed to multinomial");
			var opAttrs = [
				(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("T", logits.dtype),
				(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("output_dtype", "int32"),
				{
					name: "seed",
					type: backend.binding.TF_ATTR_INT,
					value: seed
				},
				{
					name: "seed2",
					type: backend.binding.TF_ATTR_INT,
					value: seed * seed
				}
			];
			var numSamplesTensor = (0, tfjs_1.scalar)(numSamples, "int32");
			var res = backend.executeSingleOutput(tfjs_1.Multinomial, opAttrs, [logits, numSamplesTensor]);
			numSamplesTensor.dispose();
			return res;
		}
	};
}));
var require_Multiply = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.multiplyConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.multiplyConfig = {
		kernelName: tfjs_1.Multiply,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var _a = args.inputs, a = _a.a, b = _a.b;
			var backend = args.backend;
			var opAttrs = [(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("T", tfjs_1.backend_util.upcastType(a.dtype, b.dtype))];
			return backend.executeSingleOutput("Mul", opAttrs, [a, b]);
		}
	};
}));
var require_Neg = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.negConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	exports.negConfig = {
		kernelName: tfjs_1.Neg,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var x = args.inputs.x;
			return args.backend.executeSingleInput(tfjs_1.Neg, x);
		}
	};
}));
var require_NonMaxSuppressionV3 = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.nonMaxSuppressionV3Config = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.nonMaxSuppressionV3Config = {
		kernelName: tfjs_1.NonMaxSuppressionV3,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var _a = args.inputs, boxes = _a.boxes, scores = _a.scores;
			var backend = args.backend;
			var _b = args.attrs, maxOutputSize = _b.maxOutputSize, iouThreshold = _b.iouThreshold, scoreThreshold = _b.scoreThreshold;
			var opAttrs = [(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("T", boxes.dtype)];
			var maxOutputSizeTensor = (0, tfjs_1.scalar)(maxOutputSize, "int32");
			var iouThresholdTensor = (0, tfjs_1.scalar)(iouThreshold);
			var scoreThresholdTensor = (0, tfjs_1.scalar)(scoreThreshold);
			var res = backend.executeSingleOutput(tfjs_1.NonMaxSuppressionV3, opAttrs, [
				boxes,
				scores,
				maxOutputSizeTensor,
				iouThresholdTensor,
				scoreThresholdTensor
			]);
			maxOutputSizeTensor.dispose();
			iouThresholdTensor.dispose();
			scoreThresholdTensor.dispose();
			return res;
		}
	};
}));
var require_NonMaxSuppressionV4 = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2019 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.nonMaxSuppressionV4Config = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.nonMaxSuppressionV4Config = {
		kernelName: tfjs_1.NonMaxSuppressionV4,
		backendName: "tensorflow",
		kernelFunc: function(_a) {
			var inputs = _a.inputs, backend = _a.backend, attrs = _a.attrs;
			var _b = inputs, boxes = _b.boxes, scores = _b.scores;
			var _c = attrs, maxOutputSize = _c.maxOutputSize, iouThreshold = _c.iouThreshold, scoreThreshold = _c.scoreThreshold, padToMaxOutputSize = _c.padToMaxOutputSize;
			var maxOutputSizeTensor = (0, tfjs_1.scalar)(maxOutputSize, "int32");
			var iouThresholdTensor = (0, tfjs_1.scalar)(iouThreshold, "float32");
			var scoreThresholdTensor = (0, tfjs_1.scalar)(scoreThreshold, "float32");
			var nodeBackend = backend;
			var opAttrs = [
				(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("T", boxes.dtype),
				(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("T_threshold", "float32"),
				{
					name: "pad_to_max_output_size",
					type: nodeBackend.binding.TF_ATTR_BOOL,
					value: padToMaxOutputSize
				}
			];
			var _d = nodeBackend.executeMultipleOutputs("NonMaxSuppressionV4", opAttrs, [
				boxes,
				scores,
				maxOutputSizeTensor,
				iouThresholdTensor,
				scoreThresholdTensor
			], 2), selectedIndices = _d[0], validOutputs = _d[1];
			maxOutputSizeTensor.dispose();
			iouThresholdTensor.dispose();
			scoreThresholdTensor.dispose();
			return [selectedIndices, validOutputs];
		}
	};
}));
var require_NonMaxSuppressionV5 = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2019 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.nonMaxSuppressionV5Config = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.nonMaxSuppressionV5Config = {
		kernelName: "NonMaxSuppressionV5",
		backendName: "tensorflow",
		kernelFunc: function(_a) {
			var inputs = _a.inputs, backend = _a.backend, attrs = _a.attrs;
			var _b = inputs, boxes = _b.boxes, scores = _b.scores;
			var _c = attrs, maxOutputSize = _c.maxOutputSize, iouThreshold = _c.iouThreshold, scoreThreshold = _c.scoreThreshold, softNmsSigma = _c.softNmsSigma;
			var maxOutputSizeTensor = (0, tfjs_1.scalar)(maxOutputSize, "int32");
			var iouThresholdTensor = (0, tfjs_1.scalar)(iouThreshold);
			var scoreThresholdTensor = (0, tfjs_1.scalar)(scoreThreshold);
			var softNmsSigmaTensor = (0, tfjs_1.scalar)(softNmsSigma);
			var opAttrs = [(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("T", boxes.dtype)];
			var _d = backend.executeMultipleOutputs("NonMaxSuppressionV5", opAttrs, [
				boxes,
				scores,
				maxOutputSizeTensor,
				iouThresholdTensor,
				scoreThresholdTensor,
				softNmsSigmaTensor
			], 3), selectedIndices = _d[0], selectedScores = _d[1], validOutputs = _d[2];
			maxOutputSizeTensor.dispose();
			iouThresholdTensor.dispose();
			scoreThresholdTensor.dispose();
			softNmsSigmaTensor.dispose();
			validOutputs.dispose();
			return [selectedIndices, selectedScores];
		}
	};
}));
var require_NotEqual = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.notEqualConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.notEqualConfig = {
		kernelName: tfjs_1.NotEqual,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var _a = args.inputs, a = _a.a, b = _a.b;
			var backend = args.backend;
			var opAttrs = [(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("T", tfjs_1.backend_util.upcastType(a.dtype, b.dtype))];
			return backend.executeSingleOutput(tfjs_1.NotEqual, opAttrs, [a, b]);
		}
	};
}));
var require_OneHot = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.oneHotConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.oneHotConfig = {
		kernelName: tfjs_1.OneHot,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var indices = args.inputs.indices;
			var backend = args.backend;
			var _a = args.attrs, dtype = _a.dtype, depth = _a.depth, onValue = _a.onValue, offValue = _a.offValue;
			var depthTensor = (0, tfjs_1.scalar)(depth, "int32");
			var onValueTensor = (0, tfjs_1.scalar)(onValue, dtype);
			var offValueTensor = (0, tfjs_1.scalar)(offValue, dtype);
			var opAttrs = [
				{
					name: "axis",
					type: backend.binding.TF_ATTR_INT,
					value: -1
				},
				(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("T", dtype),
				(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("TI", indices.dtype)
			];
			var res = backend.executeSingleOutput(tfjs_1.OneHot, opAttrs, [
				indices,
				depthTensor,
				onValueTensor,
				offValueTensor
			]);
			depthTensor.dispose();
			onValueTensor.dispose();
			offValueTensor.dispose();
			return res;
		}
	};
}));
var require_OnesLike = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.onesLikeConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	exports.onesLikeConfig = {
		kernelName: tfjs_1.OnesLike,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var x = args.inputs.x;
			var backend = args.backend;
			var opAttrs = [{
				name: "T",
				type: backend.binding.TF_ATTR_TYPE,
				value: backend.getDTypeInteger(x.dtype)
			}];
			return backend.executeSingleOutput(tfjs_1.OnesLike, opAttrs, [x]);
		}
	};
}));
var require_Pack = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.packConfig = exports.pack = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	function pack(args) {
		var inputs = args.inputs, backend = args.backend;
		var axis = args.attrs.axis;
		var opAttrs = [
			{
				name: "N",
				type: backend.binding.TF_ATTR_INT,
				value: inputs.length
			},
			(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("T", inputs),
			{
				name: "axis",
				type: backend.binding.TF_ATTR_INT,
				value: axis
			}
		];
		return backend.executeSingleOutput(tfjs_1.Pack, opAttrs, inputs);
	}
	exports.pack = pack;
	exports.packConfig = {
		kernelName: tfjs_1.Pack,
		backendName: "tensorflow",
		kernelFunc: pack
	};
}));
var require_PadV2 = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.padV2Config = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.padV2Config = {
		kernelName: tfjs_1.PadV2,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var x = args.inputs.x;
			var backend = args.backend;
			var _a = args.attrs, paddings = _a.paddings, constantValue = _a.constantValue;
			var paddingsTensor = (0, tfjs_1.tensor2d)(paddings, [paddings.length, 2], "int32");
			var constantTensor = (0, tfjs_1.scalar)(constantValue, x.dtype);
			var opAttrs = [(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("T", x.dtype), (0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("Tpaddings", paddingsTensor.dtype)];
			var res = backend.executeSingleOutput(tfjs_1.PadV2, opAttrs, [
				x,
				paddingsTensor,
				constantTensor
			]);
			paddingsTensor.dispose();
			constantTensor.dispose();
			return res;
		}
	};
}));
var require_Pow = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.powConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.powConfig = {
		kernelName: tfjs_1.Pow,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var _a = args.inputs, a = _a.a, b = _a.b;
			var backend = args.backend;
			var dtype = tfjs_1.backend_util.upcastType(a.dtype, b.dtype);
			var opAttrs = [(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("T", dtype)];
			return (0, tfjs_1.tidy)(function() {
				return backend.executeSingleOutput(tfjs_1.Pow, opAttrs, [(0, tfjs_1.cast)(a, dtype), (0, tfjs_1.cast)(b, dtype)]);
			});
		}
	};
}));
var require_Prelu = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.preluConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	exports.preluConfig = {
		kernelName: tfjs_1.Prelu,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var inputs = args.inputs;
			var x = inputs.x;
			var alpha = inputs.alpha;
			return (0, tfjs_1.tidy)(function() {
				var pos = (0, tfjs_1.relu)(x);
				var neg = alpha.mul(x.sub((0, tfjs_1.abs)(x))).mul(.5);
				return pos.add(neg);
			});
		}
	};
}));
var require_Prod = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.prodConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.prodConfig = {
		kernelName: tfjs_1.Prod,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var x = args.inputs.x;
			var backend = args.backend;
			var _a = args.attrs, axis = _a.axis, keepDims = _a.keepDims;
			var axes = tfjs_1.util.parseAxisParam(axis, x.shape);
			var axesTensor = (0, tfjs_1.tensor1d)(axes, "int32");
			var opAttrs = [
				{
					name: "keep_dims",
					type: backend.binding.TF_ATTR_BOOL,
					value: keepDims
				},
				(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("T", x.dtype),
				(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("Tidx", "int32")
			];
			var res = backend.executeSingleOutput(tfjs_1.Prod, opAttrs, [x, axesTensor]);
			axesTensor.dispose();
			return res;
		}
	};
}));
var require_Range = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.rangeConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.rangeConfig = {
		kernelName: tfjs_1.Range,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var backend = args.backend;
			var _a = args.attrs, start = _a.start, stop = _a.stop, dtype = _a.dtype;
			var step = args.attrs.step;
			if (start === stop || start < stop && step < 0 || stop < start && step > 1) return (0, tfjs_1.zeros)([0], dtype);
			if (stop < start && step === 1) step = -1;
			var opAttrs = [(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("Tidx", dtype)];
			var startTensor = (0, tfjs_1.scalar)(start, dtype);
			var stopTensor = (0, tfjs_1.scalar)(stop, dtype);
			var stepTensor = (0, tfjs_1.scalar)(step, dtype);
			var res = backend.executeSingleOutput(tfjs_1.Range, opAttrs, [
				startTensor,
				stopTensor,
				stepTensor
			]);
			startTensor.dispose();
			stopTensor.dispose();
			stepTensor.dispose();
			return res;
		}
	};
}));
var require_Real = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.realConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.realConfig = {
		kernelName: tfjs_1.Real,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var input = args.inputs.input;
			var backend = args.backend;
			var opAttrs = [(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("T", input), {
				name: "Tout",
				type: backend.binding.TF_ATTR_TYPE,
				value: backend.binding.TF_FLOAT
			}];
			var inputs = [input];
			return backend.executeSingleOutput(tfjs_1.Real, opAttrs, inputs);
		}
	};
}));
var require_RealDiv = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.realDivConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.realDivConfig = {
		kernelName: tfjs_1.RealDiv,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var _a = args.inputs, a = _a.a, b = _a.b;
			var backend = args.backend;
			var opAttrs = [(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("T", tfjs_1.backend_util.upcastType(a.dtype, b.dtype))];
			return backend.executeSingleOutput(tfjs_1.RealDiv, opAttrs, [a, b]);
		}
	};
}));
var require_Reciprocal = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.reciprocalConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	exports.reciprocalConfig = {
		kernelName: tfjs_1.Reciprocal,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var x = args.inputs.x;
			return args.backend.executeSingleInput(tfjs_1.Reciprocal, x);
		}
	};
}));
var require_Relu = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.reluConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	exports.reluConfig = {
		kernelName: tfjs_1.Relu,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var x = args.inputs.x;
			return args.backend.executeSingleInput(tfjs_1.Relu, x);
		}
	};
}));
var require_Relu6 = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.relu6Config = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	exports.relu6Config = {
		kernelName: tfjs_1.Relu6,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var x = args.inputs.x;
			return args.backend.executeSingleInput(tfjs_1.Relu6, x);
		}
	};
}));
var require_Reshape = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.reshapeConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.reshapeConfig = {
		kernelName: tfjs_1.Reshape,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var x = args.inputs.x;
			var backend = args.backend;
			var shape = args.attrs.shape;
			var shapeTensor = (0, tfjs_1.tensor1d)(shape, "int32");
			var opAttrs = [(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("T", x.dtype), (0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("Tshape", shapeTensor.dtype)];
			var res = backend.executeSingleOutput(tfjs_1.Reshape, opAttrs, [x, shapeTensor]);
			shapeTensor.dispose();
			return res;
		}
	};
}));
var require_ResizeBilinear = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.resizeBilinearConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.resizeBilinearConfig = {
		kernelName: tfjs_1.ResizeBilinear,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var images = args.inputs.images;
			var backend = args.backend;
			var _a = args.attrs, alignCorners = _a.alignCorners, halfPixelCenters = _a.halfPixelCenters, size = _a.size;
			var opAttrs = [
				(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("T", images.dtype),
				{
					name: "align_corners",
					type: backend.binding.TF_ATTR_BOOL,
					value: alignCorners
				},
				{
					name: "half_pixel_centers",
					type: backend.binding.TF_ATTR_BOOL,
					value: halfPixelCenters
				}
			];
			var newHeight = size[0], newWidth = size[1];
			var sizeTensor = (0, tfjs_1.tensor1d)([newHeight, newWidth], "int32");
			var ret = backend.executeSingleOutput(tfjs_1.ResizeBilinear, opAttrs, [images, sizeTensor]);
			sizeTensor.dispose();
			return ret;
		}
	};
}));
var require_ResizeBilinearGrad = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.resizeBilinearGradConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.resizeBilinearGradConfig = {
		kernelName: tfjs_1.ResizeBilinearGrad,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var _a = args.inputs, images = _a.images, dy = _a.dy;
			var backend = args.backend;
			var alignCorners = args.attrs.alignCorners;
			var opAttrs = [(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("T", images.dtype), {
				name: "align_corners",
				type: backend.binding.TF_ATTR_BOOL,
				value: alignCorners
			}];
			return backend.executeSingleOutput(tfjs_1.ResizeBilinearGrad, opAttrs, [dy, images]);
		}
	};
}));
var require_ResizeNearestNeighbor = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.resizeNearestNeighborConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.resizeNearestNeighborConfig = {
		kernelName: tfjs_1.ResizeNearestNeighbor,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var images = args.inputs.images;
			var backend = args.backend;
			var _a = args.attrs, alignCorners = _a.alignCorners, halfPixelCenters = _a.halfPixelCenters, size = _a.size;
			var opAttrs = [
				(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("T", images.dtype),
				{
					name: "align_corners",
					type: backend.binding.TF_ATTR_BOOL,
					value: alignCorners
				},
				{
					name: "half_pixel_centers",
					type: backend.binding.TF_ATTR_BOOL,
					value: halfPixelCenters
				}
			];
			var newHeight = size[0], newWidth = size[1];
			var sizeTensor = (0, tfjs_1.tensor1d)([newHeight, newWidth], "int32");
			var res = backend.executeSingleOutput(tfjs_1.ResizeNearestNeighbor, opAttrs, [images, sizeTensor]);
			sizeTensor.dispose();
			return res;
		}
	};
}));
var require_ResizeNearestNeighborGrad = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.resizeNearestNeighborGradConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.resizeNearestNeighborGradConfig = {
		kernelName: tfjs_1.ResizeNearestNeighborGrad,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var _a = args.inputs, images = _a.images, dy = _a.dy;
			var backend = args.backend;
			var alignCorners = args.attrs.alignCorners;
			var opAttrs = [(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("T", images.dtype), {
				name: "align_corners",
				type: backend.binding.TF_ATTR_BOOL,
				value: alignCorners
			}];
			var _b = images.shape, origHeight = _b[1], origWidth = _b[2];
			var sizeTensor = (0, tfjs_1.tensor1d)([origHeight, origWidth], "int32");
			var res = backend.executeSingleOutput(tfjs_1.ResizeNearestNeighborGrad, opAttrs, [dy, sizeTensor]);
			sizeTensor.dispose();
			return res;
		}
	};
}));
var require_Reverse = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.reverseConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.reverseConfig = {
		kernelName: tfjs_1.Reverse,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var x = args.inputs.x;
			var backend = args.backend;
			var dims = args.attrs.dims;
			var opAttrs = [(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("Tidx", "int32"), (0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("T", x.dtype)];
			var axes = tfjs_1.util.parseAxisParam(dims, x.shape);
			var axisTensor = (0, tfjs_1.tensor1d)(axes, "int32");
			var res = backend.executeSingleOutput("ReverseV2", opAttrs, [x, axisTensor]);
			axisTensor.dispose();
			return res;
		}
	};
}));
var require_Round = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.roundConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	exports.roundConfig = {
		kernelName: tfjs_1.Round,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var x = args.inputs.x;
			return args.backend.executeSingleInput(tfjs_1.Round, x);
		}
	};
}));
var require_Rsqrt = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.rsqrtConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	exports.rsqrtConfig = {
		kernelName: tfjs_1.Rsqrt,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var x = args.inputs.x;
			return args.backend.executeSingleInput(tfjs_1.Rsqrt, x);
		}
	};
}));
var require_ScatterNd = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.scatterNdConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.scatterNdConfig = {
		kernelName: tfjs_1.ScatterNd,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var _a = args.inputs, indices = _a.indices, updates = _a.updates;
			var backend = args.backend;
			var shape = args.attrs.shape;
			var opAttrs = [(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("T", updates.dtype), (0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("Tindices", "int32")];
			var shapeTensor = (0, tfjs_1.tensor1d)(shape, "int32");
			var ret = backend.executeSingleOutput(tfjs_1.ScatterNd, opAttrs, [
				indices,
				updates,
				shapeTensor
			]);
			shapeTensor.dispose();
			return ret;
		}
	};
}));
var require_Select = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.selectConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.selectConfig = {
		kernelName: tfjs_1.Select,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var _a = args.inputs, condition = _a.condition, t = _a.t, e = _a.e;
			var backend = args.backend;
			var opAttrs = [(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("T", tfjs_1.backend_util.upcastType(t.dtype, e.dtype))];
			return backend.executeSingleOutput(tfjs_1.Select, opAttrs, [
				condition,
				t,
				e
			]);
		}
	};
}));
var require_Selu = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.seluConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	exports.seluConfig = {
		kernelName: tfjs_1.Selu,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var x = args.inputs.x;
			return args.backend.executeSingleInput(tfjs_1.Selu, x);
		}
	};
}));
var require_Sigmoid = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.sigmoidConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	exports.sigmoidConfig = {
		kernelName: tfjs_1.Sigmoid,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var x = args.inputs.x;
			return args.backend.executeSingleInput(tfjs_1.Sigmoid, x);
		}
	};
}));
var require_Sign = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.signConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	exports.signConfig = {
		kernelName: tfjs_1.Sign,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var x = args.inputs.x;
			return args.backend.executeSingleInput(tfjs_1.Sign, x);
		}
	};
}));
var require_Sin = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.sinConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	exports.sinConfig = {
		kernelName: tfjs_1.Sin,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var x = args.inputs.x;
			return args.backend.executeSingleInput(tfjs_1.Sin, x);
		}
	};
}));
var require_Sinh = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.sinhConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	exports.sinhConfig = {
		kernelName: tfjs_1.Sinh,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var x = args.inputs.x;
			return args.backend.executeSingleInput(tfjs_1.Sinh, x);
		}
	};
}));
var require_Slice = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.sliceConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.sliceConfig = {
		kernelName: tfjs_1.Slice,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var x = args.inputs.x;
			var backend = args.backend;
			var _a = args.attrs, begin = _a.begin, size = _a.size;
			var opAttrs = [(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("T", x.dtype), (0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("Index", "int32")];
			var _b = tfjs_1.backend_util.slice_util.parseSliceParams(x, begin, size), begin_ = _b[0], size_ = _b[1];
			var beginTensor = (0, tfjs_1.tensor1d)(begin_, "int32");
			var sizeTensor = (0, tfjs_1.tensor1d)(size_, "int32");
			var res = backend.executeSingleOutput(tfjs_1.Slice, opAttrs, [
				x,
				beginTensor,
				sizeTensor
			]);
			beginTensor.dispose();
			sizeTensor.dispose();
			return res;
		}
	};
}));
var require_Softmax = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.softmaxConfig = void 0;
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.softmaxConfig = {
		kernelName: "Softmax",
		backendName: "tensorflow",
		kernelFunc: function(_a) {
			var inputs = _a.inputs, backend = _a.backend;
			var logits = inputs.logits;
			var opAttrs = [(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("T", logits.dtype)];
			return backend.executeSingleOutput("Softmax", opAttrs, [logits]);
		}
	};
}));
var require_Softplus = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.softplusConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	exports.softplusConfig = {
		kernelName: tfjs_1.Softplus,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var x = args.inputs.x;
			return args.backend.executeSingleInput(tfjs_1.Softplus, x);
		}
	};
}));
var require_SpaceToBatchND = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.spaceToBatchNDConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.spaceToBatchNDConfig = {
		kernelName: tfjs_1.SpaceToBatchND,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var x = args.inputs.x;
			var backend = args.backend;
			var _a = args.attrs, blockShape = _a.blockShape, paddings = _a.paddings;
			var blockShapeTensor = (0, tfjs_1.tensor1d)(blockShape, "int32");
			var paddingsTensor = (0, tfjs_1.tensor2d)(paddings, [paddings.length, paddings[0].length], "int32");
			var opAttrs = [
				(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("T", x.dtype),
				(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("Tblock_shape", "int32"),
				(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("Tpaddings", paddingsTensor.dtype)
			];
			var res = backend.executeSingleOutput(tfjs_1.SpaceToBatchND, opAttrs, [
				x,
				blockShapeTensor,
				paddingsTensor
			]);
			blockShapeTensor.dispose();
			paddingsTensor.dispose();
			return res;
		}
	};
}));
var require_SparseToDense = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.sparseToDenseConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.sparseToDenseConfig = {
		kernelName: tfjs_1.SparseToDense,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var _a = args.inputs, sparseIndices = _a.sparseIndices, sparseValues = _a.sparseValues, defaultValue = _a.defaultValue;
			var backend = args.backend;
			var outputShape = args.attrs.outputShape;
			var opAttrs = [
				{
					name: "validate_indices",
					type: backend.binding.TF_ATTR_BOOL,
					value: true
				},
				(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("T", sparseValues.dtype),
				(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("Tindices", sparseIndices.dtype)
			];
			var outputShapeTensor = (0, tfjs_1.tensor1d)(outputShape, "int32");
			var res = backend.executeSingleOutput(tfjs_1.SparseToDense, opAttrs, [
				sparseIndices,
				outputShapeTensor,
				sparseValues,
				defaultValue
			]);
			outputShapeTensor.dispose();
			return res;
		}
	};
}));
var require_SplitV = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.splitVConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.splitVConfig = {
		kernelName: tfjs_1.SplitV,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var x = args.inputs.x;
			var backend = args.backend;
			var _a = args.attrs, numOrSizeSplits = _a.numOrSizeSplits, axis = _a.axis;
			var $axis = tfjs_1.util.parseAxisParam(axis, x.shape)[0];
			var splitSizes = tfjs_1.backend_util.prepareSplitSize(x, numOrSizeSplits, $axis);
			var opAttrs = [
				{
					name: "num_split",
					type: backend.binding.TF_ATTR_INT,
					value: splitSizes.length
				},
				(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("T", x),
				{
					name: "Tlen",
					type: backend.binding.TF_ATTR_TYPE,
					value: backend.binding.TF_INT32
				}
			];
			var inputs = [x];
			return (0, tfjs_1.tidy)(function() {
				inputs.push((0, tfjs_1.tensor1d)(splitSizes, "int32"));
				inputs.push((0, tfjs_1.scalar)($axis, "int32"));
				return backend.executeMultipleOutputs(tfjs_1.SplitV, opAttrs, inputs, splitSizes.length);
			});
		}
	};
}));
var require_Sqrt = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.sqrtConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	exports.sqrtConfig = {
		kernelName: tfjs_1.Sqrt,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var x = args.inputs.x;
			return args.backend.executeSingleInput(tfjs_1.Sqrt, x);
		}
	};
}));
var require_Square = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.squareConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	exports.squareConfig = {
		kernelName: tfjs_1.Square,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var x = args.inputs.x;
			return args.backend.executeSingleInput(tfjs_1.Square, x);
		}
	};
}));
var require_SquaredDifference = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.squaredDifferenceConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.squaredDifferenceConfig = {
		kernelName: tfjs_1.SquaredDifference,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var _a = args.inputs, a = _a.a, b = _a.b;
			var backend = args.backend;
			var opAttrs = [(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("T", a.dtype)];
			return backend.executeSingleOutput(tfjs_1.SquaredDifference, opAttrs, [a, b]);
		}
	};
}));
var require_StaticRegexReplace = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2023 Google LLC.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.staticRegexReplaceConfig = void 0;
	exports.staticRegexReplaceConfig = {
		kernelName: require("@tensorflow/tfjs").StaticRegexReplace,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var tensors = args.inputs;
			var backend = args.backend;
			var _a = args.attrs, pattern = _a.pattern, rewrite = _a.rewrite, replaceGlobal = _a.replaceGlobal;
			var opAttrs = [
				{
					name: "pattern",
					type: backend.binding.TF_ATTR_STRING,
					value: pattern
				},
				{
					name: "rewrite",
					type: backend.binding.TF_ATTR_STRING,
					value: rewrite
				},
				{
					name: "replace_global",
					type: backend.binding.TF_ATTR_BOOL,
					value: replaceGlobal
				}
			];
			var inputs = [tensors.x];
			return backend.executeSingleOutput("StaticRegexReplace", opAttrs, inputs);
		}
	};
}));
var require_Step = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.stepConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.stepConfig = {
		kernelName: tfjs_1.Step,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var x = args.inputs.x;
			var backend = args.backend;
			var alpha = args.attrs.alpha;
			var dtype = x.dtype;
			return (0, tfjs_1.tidy)(function() {
				var nans = (0, tfjs_1.isNaN)(x);
				var stepNoNans = (0, tfjs_1.where)((0, tfjs_1.greater)(x, (0, tfjs_1.scalar)(0, dtype)), (0, tfjs_1.ones)(x.shape), (0, tfjs_1.fill)(x.shape, alpha, dtype));
				var opAttrs = [(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("T", tfjs_1.backend_util.upcastType(x.dtype, stepNoNans.dtype))];
				return backend.executeSingleOutput("Select", opAttrs, [
					nans,
					x,
					stepNoNans
				]);
			});
		}
	};
}));
var require_StridedSlice = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.stridedSliceConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.stridedSliceConfig = {
		kernelName: tfjs_1.StridedSlice,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var x = args.inputs.x;
			var backend = args.backend;
			var _a = args.attrs, beginMask = _a.beginMask, endMask = _a.endMask, ellipsisMask = _a.ellipsisMask, newAxisMask = _a.newAxisMask, shrinkAxisMask = _a.shrinkAxisMask;
			var attrs = args.attrs;
			var begin = attrs.begin.slice();
			var end = attrs.end.slice();
			var strides = attrs.strides;
			return (0, tfjs_1.tidy)(function() {
				var beginTensor = (0, tfjs_1.tensor1d)(begin, "int32");
				var endTensor = (0, tfjs_1.tensor1d)(end, "int32");
				var stridesTensor = (0, tfjs_1.tensor1d)(strides, "int32");
				var opAttrs = [
					(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("T", x.dtype),
					(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("Index", "int32"),
					{
						name: "begin_mask",
						type: backend.binding.TF_ATTR_INT,
						value: beginMask
					},
					{
						name: "end_mask",
						type: backend.binding.TF_ATTR_INT,
						value: endMask
					},
					{
						name: "ellipsis_mask",
						type: backend.binding.TF_ATTR_INT,
						value: ellipsisMask
					},
					{
						name: "new_axis_mask",
						type: backend.binding.TF_ATTR_INT,
						value: newAxisMask
					},
					{
						name: "shrink_axis_mask",
						type: backend.binding.TF_ATTR_INT,
						value: shrinkAxisMask
					}
				];
				return backend.executeSingleOutput(tfjs_1.StridedSlice, opAttrs, [
					x,
					beginTensor,
					endTensor,
					stridesTensor
				]);
			});
		}
	};
}));
var require_Sub = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.subConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.subConfig = {
		kernelName: tfjs_1.Sub,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var _a = args.inputs, a = _a.a, b = _a.b;
			var backend = args.backend;
			var opAttrs = [(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("T", tfjs_1.backend_util.upcastType(a.dtype, b.dtype))];
			return backend.executeSingleOutput(tfjs_1.Sub, opAttrs, [a, b]);
		}
	};
}));
var require_Sum = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.sumConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	exports.sumConfig = {
		kernelName: tfjs_1.Sum,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var x = args.inputs.x;
			var backend = args.backend;
			var _a = args.attrs, axis = _a.axis, keepDims = _a.keepDims;
			var axes = tfjs_1.util.parseAxisParam(axis, x.shape);
			var axisTensor = (0, tfjs_1.tensor1d)(axes, "int32");
			var res = backend.executeSingleOutput(tfjs_1.Sum, backend.createReductionOpAttrs(x, keepDims), [x, axisTensor]);
			axisTensor.dispose();
			return res;
		}
	};
}));
var require_Tan = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.tanConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	exports.tanConfig = {
		kernelName: tfjs_1.Tan,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var x = args.inputs.x;
			return args.backend.executeSingleInput(tfjs_1.Tan, x);
		}
	};
}));
var require_Tanh = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.tanhConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	exports.tanhConfig = {
		kernelName: tfjs_1.Tanh,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var x = args.inputs.x;
			return args.backend.executeSingleInput(tfjs_1.Tanh, x);
		}
	};
}));
var require_TensorScatterUpdate = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2022 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.tensorScatterUpdateConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.tensorScatterUpdateConfig = {
		kernelName: tfjs_1.TensorScatterUpdate,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var _a = args.inputs, tensor = _a.tensor, indices = _a.indices, updates = _a.updates;
			var backend = args.backend;
			args.attrs;
			var opAttrs = [(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("T", updates.dtype), (0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("Tindices", "int32")];
			return backend.executeSingleOutput(tfjs_1.TensorScatterUpdate, opAttrs, [
				tensor,
				indices,
				updates
			]);
		}
	};
}));
var require_Tile = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.tileConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.tileConfig = {
		kernelName: tfjs_1.Tile,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var x = args.inputs.x;
			var backend = args.backend;
			var reps = args.attrs.reps;
			var opAttrs = [(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("T", x.dtype), (0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("Tmultiples", "int32")];
			var multiples = (0, tfjs_1.tensor1d)(reps, "int32");
			var res = backend.executeSingleOutput(tfjs_1.Tile, opAttrs, [x, multiples]);
			multiples.dispose();
			return res;
		}
	};
}));
var require_TopK = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.topKConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var util_1 = require("util");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.topKConfig = {
		kernelName: tfjs_1.TopK,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var x = args.inputs.x;
			var backend = args.backend;
			var _a = args.attrs, k = _a.k, sorted = _a.sorted;
			var kCount = (0, util_1.isNullOrUndefined)(k) ? 1 : k;
			var isSorted = (0, util_1.isNullOrUndefined)(sorted) ? true : sorted;
			var opAttrs = [{
				name: "sorted",
				type: backend.binding.TF_ATTR_BOOL,
				value: isSorted
			}, (0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("T", x.dtype)];
			var kTensor = (0, tfjs_1.scalar)(kCount, "int32");
			var res = backend.executeMultipleOutputs("TopKV2", opAttrs, [x, kTensor], 2);
			kTensor.dispose();
			return res;
		}
	};
}));
var require_Transpose = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.transposeConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.transposeConfig = {
		kernelName: tfjs_1.Transpose,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var x = args.inputs.x;
			var backend = args.backend;
			var perm = args.attrs.perm;
			var permTensor = (0, tfjs_1.tensor1d)(perm, "int32");
			var opAttrs = [(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("T", x.dtype), (0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("Tperm", "int32")];
			var res = backend.executeSingleOutput(tfjs_1.Transpose, opAttrs, [x, permTensor]);
			permTensor.dispose();
			return res;
		}
	};
}));
var require_Unique = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2021 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.uniqueConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.uniqueConfig = {
		kernelName: tfjs_1.Unique,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var x = args.inputs.x;
			var backend = args.backend;
			var _a = args.attrs.axis, axis = _a === void 0 ? 0 : _a;
			var axisTensor = (0, tfjs_1.tensor1d)([axis], "int32");
			try {
				var opAttrs = [
					(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("T", x.dtype),
					(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("Taxis", "int32"),
					(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("out_idx", "int32")
				];
				var inputs = [x, axisTensor];
				return backend.executeMultipleOutputs("UniqueV2", opAttrs, inputs, 2);
			} finally {
				axisTensor.dispose();
			}
		}
	};
}));
var require_Unpack = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.unpackConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.unpackConfig = {
		kernelName: tfjs_1.Unpack,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var value = args.inputs.value;
			var backend = args.backend;
			var axis = args.attrs.axis;
			if (axis < 0) axis += value.shape.length;
			if (axis >= value.shape.length) throw new Error("Invalid axis supplied: ".concat(axis, " shape length: ").concat(value.shape.length));
			var num = value.shape[axis];
			var opAttrs = [
				{
					name: "num",
					type: backend.binding.TF_ATTR_INT,
					value: num
				},
				(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("T", value.dtype),
				{
					name: "axis",
					type: backend.binding.TF_ATTR_INT,
					value: axis
				}
			];
			return backend.executeMultipleOutputs(tfjs_1.Unpack, opAttrs, [value], num);
		}
	};
}));
var require_UnsortedSegmentSum = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.unsortedSegmentSumConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	var nodejs_kernel_backend_1 = require_nodejs_kernel_backend();
	exports.unsortedSegmentSumConfig = {
		kernelName: tfjs_1.UnsortedSegmentSum,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var _a = args.inputs, x = _a.x, segmentIds = _a.segmentIds;
			var backend = args.backend;
			var numSegments = args.attrs.numSegments;
			var opAttrs = [
				(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("T", x.dtype),
				(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("Tindices", "int32"),
				(0, nodejs_kernel_backend_1.createTensorsTypeOpAttr)("Tnumsegments", "int32")
			];
			var numSegmentsT = (0, tfjs_1.scalar)(numSegments, "int32");
			var res = backend.executeSingleOutput(tfjs_1.UnsortedSegmentSum, opAttrs, [
				x,
				segmentIds,
				numSegmentsT
			]);
			numSegmentsT.dispose();
			return res;
		}
	};
}));
var require_ZerosLike = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.zerosLikeConfig = void 0;
	var tfjs_1 = require("@tensorflow/tfjs");
	exports.zerosLikeConfig = {
		kernelName: tfjs_1.ZerosLike,
		backendName: "tensorflow",
		kernelFunc: function(args) {
			var x = args.inputs.x;
			var backend = args.backend;
			var opAttrs = [{
				name: "T",
				type: backend.binding.TF_ATTR_TYPE,
				value: backend.getDTypeInteger(x.dtype)
			}];
			return backend.executeSingleOutput(tfjs_1.ZerosLike, opAttrs, [x]);
		}
	};
}));
var require_register_all_kernels = /* @__PURE__ */ __commonJSMin(((exports) => {
	Object.defineProperty(exports, "__esModule", { value: true });
	/**
	* @license
	* Copyright 2020 Google LLC. All Rights Reserved.
	* Licensed under the Apache License, Version 2.0 (the "License");
	* you may not use this file except in compliance with the License.
	* You may obtain a copy of the License at
	*
	* http://www.apache.org/licenses/LICENSE-2.0
	*
	* Unless required by applicable law or agreed to in writing, software
	* distributed under the License is distributed on an "AS IS" BASIS,
	* WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
	* See the License for the specific language governing permissions and
	* limitations under the License.
	* =============================================================================
	*/
	var tfjs_1 = require("@tensorflow/tfjs");
	var _FusedMatMul_1 = require__FusedMatMul();
	var Abs_1 = require_Abs();
	var Acos_1 = require_Acos();
	var Acosh_1 = require_Acosh();
	var Add_1 = require_Add();
	var AddN_1 = require_AddN();
	var All_1 = require_All();
	var Any_1 = require_Any();
	var ArgMax_1 = require_ArgMax();
	var ArgMin_1 = require_ArgMin();
	var Asin_1 = require_Asin();
	var Asinh_1 = require_Asinh();
	var Atan_1 = require_Atan();
	var Atan2_1 = require_Atan2();
	var Atanh_1 = require_Atanh();
	var AvgPool_1 = require_AvgPool();
	var AvgPool3D_1 = require_AvgPool3D();
	var AvgPool3DGrad_1 = require_AvgPool3DGrad();
	var AvgPoolGrad_1 = require_AvgPoolGrad();
	var BatchMatMul_1 = require_BatchMatMul();
	var BatchToSpaceND_1 = require_BatchToSpaceND();
	var Bincount_1 = require_Bincount();
	var BroadcastArgs_1 = require_BroadcastArgs();
	var Cast_1 = require_Cast();
	var Ceil_1 = require_Ceil();
	var ClipByValue_1 = require_ClipByValue();
	var Complex_1 = require_Complex();
	var ComplexAbs_1 = require_ComplexAbs();
	var Concat_1 = require_Concat();
	var Conv2D_1 = require_Conv2D();
	var Conv2DBackpropFilter_1 = require_Conv2DBackpropFilter();
	var Conv2DBackpropInput_1 = require_Conv2DBackpropInput();
	var Conv3D_1 = require_Conv3D();
	var Conv3DBackpropFilterV2_1 = require_Conv3DBackpropFilterV2();
	var Conv3DBackpropInputV2_1 = require_Conv3DBackpropInputV2();
	var Cos_1 = require_Cos();
	var Cosh_1 = require_Cosh();
	var CropAndResize_1 = require_CropAndResize();
	var Cumprod_1 = require_Cumprod();
	var Cumsum_1 = require_Cumsum();
	var DepthToSpace_1 = require_DepthToSpace();
	var DepthwiseConv2dNative_1 = require_DepthwiseConv2dNative();
	var DepthwiseConv2dNativeBackpropFilter_1 = require_DepthwiseConv2dNativeBackpropFilter();
	var DepthwiseConv2dNativeBackpropInput_1 = require_DepthwiseConv2dNativeBackpropInput();
	var Diag_1 = require_Diag();
	var Dilation2D_1 = require_Dilation2D();
	var Dilation2DBackpropFilter_1 = require_Dilation2DBackpropFilter();
	var Dilation2DBackpropInput_1 = require_Dilation2DBackpropInput();
	var Einsum_1 = require_Einsum();
	var Elu_1 = require_Elu();
	var EluGrad_1 = require_EluGrad();
	var Equal_1 = require_Equal();
	var Erf_1 = require_Erf();
	var Exp_1 = require_Exp();
	var ExpandDims_1 = require_ExpandDims();
	var Expm1_1 = require_Expm1();
	var FFT_1 = require_FFT();
	var Fill_1 = require_Fill();
	var FlipLeftRight_1 = require_FlipLeftRight();
	var Floor_1 = require_Floor();
	var FloorDiv_1 = require_FloorDiv();
	var FusedBatchNorm_1 = require_FusedBatchNorm();
	var FusedConv2D_1 = require_FusedConv2D();
	var FusedDepthwiseConv2D_1 = require_FusedDepthwiseConv2D();
	var GatherNd_1 = require_GatherNd();
	var GatherV2_1 = require_GatherV2();
	var Greater_1 = require_Greater();
	var GreaterEqual_1 = require_GreaterEqual();
	var Identity_1 = require_Identity();
	var IFFT_1 = require_IFFT();
	var Imag_1 = require_Imag();
	var IsFinite_1 = require_IsFinite();
	var IsInf_1 = require_IsInf();
	var IsNan_1 = require_IsNan();
	var LeakyRelu_1 = require_LeakyRelu();
	var Less_1 = require_Less();
	var LessEqual_1 = require_LessEqual();
	var LinSpace_1 = require_LinSpace();
	var Log_1 = require_Log();
	var Log1p_1 = require_Log1p();
	var LogicalAnd_1 = require_LogicalAnd();
	var LogicalNot_1 = require_LogicalNot();
	var LogicalOr_1 = require_LogicalOr();
	var LRN_1 = require_LRN();
	var LRNGrad_1 = require_LRNGrad();
	var Max_1 = require_Max();
	var Maximum_1 = require_Maximum();
	var MaxPool_1 = require_MaxPool();
	var MaxPool3D_1 = require_MaxPool3D();
	var MaxPool3DGrad_1 = require_MaxPool3DGrad();
	var MaxPoolGrad_1 = require_MaxPoolGrad();
	var Mean_1 = require_Mean();
	var Min_1 = require_Min();
	var Minimum_1 = require_Minimum();
	var MirrorPad_1 = require_MirrorPad();
	var Mod_1 = require_Mod();
	var Multinomial_1 = require_Multinomial();
	var Multiply_1 = require_Multiply();
	var Neg_1 = require_Neg();
	var NonMaxSuppressionV3_1 = require_NonMaxSuppressionV3();
	var NonMaxSuppressionV4_1 = require_NonMaxSuppressionV4();
	var NonMaxSuppressionV5_1 = require_NonMaxSuppressionV5();
	var NotEqual_1 = require_NotEqual();
	var OneHot_1 = require_OneHot();
	var OnesLike_1 = require_OnesLike();
	var Pack_1 = require_Pack();
	var PadV2_1 = require_PadV2();
	var Pow_1 = require_Pow();
	var Prelu_1 = require_Prelu();
	var Prod_1 = require_Prod();
	var Range_1 = require_Range();
	var Real_1 = require_Real();
	var RealDiv_1 = require_RealDiv();
	var Reciprocal_1 = require_Reciprocal();
	var Relu_1 = require_Relu();
	var Relu6_1 = require_Relu6();
	var Reshape_1 = require_Reshape();
	var ResizeBilinear_1 = require_ResizeBilinear();
	var ResizeBilinearGrad_1 = require_ResizeBilinearGrad();
	var ResizeNearestNeighbor_1 = require_ResizeNearestNeighbor();
	var ResizeNearestNeighborGrad_1 = require_ResizeNearestNeighborGrad();
	var Reverse_1 = require_Reverse();
	var Round_1 = require_Round();
	var Rsqrt_1 = require_Rsqrt();
	var ScatterNd_1 = require_ScatterNd();
	var Select_1 = require_Select();
	var Selu_1 = require_Selu();
	var Sigmoid_1 = require_Sigmoid();
	var Sign_1 = require_Sign();
	var Sin_1 = require_Sin();
	var Sinh_1 = require_Sinh();
	var Slice_1 = require_Slice();
	var Softmax_1 = require_Softmax();
	var Softplus_1 = require_Softplus();
	var SpaceToBatchND_1 = require_SpaceToBatchND();
	var SparseToDense_1 = require_SparseToDense();
	var SplitV_1 = require_SplitV();
	var Sqrt_1 = require_Sqrt();
	var Square_1 = require_Square();
	var SquaredDifference_1 = require_SquaredDifference();
	var StaticRegexReplace_1 = require_StaticRegexReplace();
	var Step_1 = require_Step();
	var StridedSlice_1 = require_StridedSlice();
	var Sub_1 = require_Sub();
	var Sum_1 = require_Sum();
	var Tan_1 = require_Tan();
	var Tanh_1 = require_Tanh();
	var TensorScatterUpdate_1 = require_TensorScatterUpdate();
	var Tile_1 = require_Tile();
	var TopK_1 = require_TopK();
	var Transpose_1 = require_Transpose();
	var Unique_1 = require_Unique();
	var Unpack_1 = require_Unpack();
	var UnsortedSegmentSum_1 = require_UnsortedSegmentSum();
	var ZerosLike_1 = require_ZerosLike();
	var kernelConfigs = [
		FFT_1.FFTConfig,
		IFFT_1.IFFTConfig,
		LRN_1.LRNConfig,
		LRNGrad_1.LRNGradConfig,
		_FusedMatMul_1._fusedMatMulConfig,
		Abs_1.absConfig,
		Acos_1.acosConfig,
		Acosh_1.acoshConfig,
		Add_1.addConfig,
		AddN_1.addNConfig,
		All_1.allConfig,
		Any_1.anyConfig,
		ArgMax_1.argMaxConfig,
		ArgMin_1.argMinConfig,
		Asin_1.asinConfig,
		Asinh_1.asinhConfig,
		Atan2_1.atan2Config,
		Atan_1.atanConfig,
		Atanh_1.atanhConfig,
		AvgPool3D_1.avgPool3DConfig,
		AvgPool3DGrad_1.avgPool3DGradConfig,
		AvgPool_1.avgPoolConfig,
		AvgPoolGrad_1.avgPoolGradConfig,
		BatchMatMul_1.batchMatMulConfig,
		BatchToSpaceND_1.batchToSpaceNDConfig,
		BroadcastArgs_1.broadcastArgsConfig,
		Cast_1.castConfig,
		Ceil_1.ceilConfig,
		ClipByValue_1.clipByValueConfig,
		ComplexAbs_1.complexAbsConfig,
		Complex_1.complexConfig,
		Concat_1.concatConfig,
		Conv2DBackpropFilter_1.conv2DBackpropFilterConfig,
		Conv2DBackpropInput_1.conv2DBackpropInputConfig,
		Conv2D_1.conv2DConfig,
		Conv3DBackpropFilterV2_1.conv3DBackpropFilterV2Config,
		Conv3DBackpropInputV2_1.conv3DBackpropInputV2Config,
		Conv3D_1.conv3DConfig,
		Cos_1.cosConfig,
		Cosh_1.coshConfig,
		CropAndResize_1.cropAndResizeConfig,
		Cumprod_1.cumprodConfig,
		Cumsum_1.cumsumConfig,
		Bincount_1.bincountConfig,
		DepthToSpace_1.depthToSpaceConfig,
		DepthwiseConv2dNativeBackpropFilter_1.depthwiseConv2dNativeBackpropFilterConfig,
		DepthwiseConv2dNativeBackpropInput_1.depthwiseConv2dNativeBackpropInputConfig,
		DepthwiseConv2dNative_1.depthwiseConv2dNativeConfig,
		Diag_1.diagConfig,
		Dilation2DBackpropFilter_1.dilation2dBackpropFilterConfig,
		Dilation2DBackpropInput_1.dilation2dBackpropInputConfig,
		Dilation2D_1.dilation2dConfig,
		Elu_1.eluConfig,
		EluGrad_1.eluGradConfig,
		Einsum_1.einsumConfig,
		Equal_1.equalConfig,
		Erf_1.erfConfig,
		Exp_1.expConfig,
		ExpandDims_1.expandDimsConfig,
		Expm1_1.expm1Config,
		Fill_1.fillConfig,
		FlipLeftRight_1.flipLeftRightConfig,
		Floor_1.floorConfig,
		FloorDiv_1.floorDivConfig,
		FusedBatchNorm_1.fusedBatchNormConfig,
		FusedConv2D_1.fusedConv2DConfig,
		FusedDepthwiseConv2D_1.fusedDepthwiseConv2DConfig,
		GatherNd_1.gatherNdConfig,
		GatherV2_1.gatherV2Config,
		Greater_1.greaterConfig,
		GreaterEqual_1.greaterEqualConfig,
		Identity_1.identityConfig,
		Imag_1.imagConfig,
		IsFinite_1.isFiniteConfig,
		IsInf_1.isInfConfig,
		IsNan_1.isNanConfig,
		LeakyRelu_1.leakyReluConfig,
		Less_1.lessConfig,
		LessEqual_1.lessEqualConfig,
		LinSpace_1.linSpaceConfig,
		Log1p_1.log1pConfig,
		Log_1.logConfig,
		LogicalAnd_1.logicalAndConfig,
		LogicalNot_1.logicalNotConfig,
		LogicalOr_1.logicalOrConfig,
		Max_1.maxConfig,
		MaxPool3D_1.maxPool3DConfig,
		MaxPool3DGrad_1.maxPool3DGradConfig,
		MaxPool_1.maxPoolConfig,
		MaxPoolGrad_1.maxPoolGradConfig,
		Maximum_1.maximumConfig,
		Mean_1.meanConfig,
		Min_1.minConfig,
		Minimum_1.minimumConfig,
		MirrorPad_1.mirrorPadConfig,
		Mod_1.modConfig,
		Multinomial_1.multinomialConfig,
		Multiply_1.multiplyConfig,
		Neg_1.negConfig,
		NonMaxSuppressionV3_1.nonMaxSuppressionV3Config,
		NonMaxSuppressionV4_1.nonMaxSuppressionV4Config,
		NonMaxSuppressionV5_1.nonMaxSuppressionV5Config,
		NotEqual_1.notEqualConfig,
		OneHot_1.oneHotConfig,
		OnesLike_1.onesLikeConfig,
		Pack_1.packConfig,
		PadV2_1.padV2Config,
		Pow_1.powConfig,
		Prelu_1.preluConfig,
		Prod_1.prodConfig,
		Range_1.rangeConfig,
		Real_1.realConfig,
		RealDiv_1.realDivConfig,
		Reciprocal_1.reciprocalConfig,
		Relu6_1.relu6Config,
		Relu_1.reluConfig,
		Reshape_1.reshapeConfig,
		ResizeBilinear_1.resizeBilinearConfig,
		ResizeBilinearGrad_1.resizeBilinearGradConfig,
		ResizeNearestNeighbor_1.resizeNearestNeighborConfig,
		ResizeNearestNeighborGrad_1.resizeNearestNeighborGradConfig,
		Reverse_1.reverseConfig,
		Round_1.roundConfig,
		Rsqrt_1.rsqrtConfig,
		ScatterNd_1.scatterNdConfig,
		Select_1.selectConfig,
		Selu_1.seluConfig,
		Sigmoid_1.sigmoidConfig,
		Sign_1.signConfig,
		Sin_1.sinConfig,
		Sinh_1.sinhConfig,
		Slice_1.sliceConfig,
		Softmax_1.softmaxConfig,
		Softplus_1.softplusConfig,
		SpaceToBatchND_1.spaceToBatchNDConfig,
		SparseToDense_1.sparseToDenseConfig,
		SplitV_1.splitVConfig,
		Sqrt_1.sqrtConfig,
		Square_1.squareConfig,
		SquaredDifference_1.squaredDifferenceConfig,
		StaticRegexReplace_1.staticRegexReplaceConfig,
		Step_1.stepConfig,
		StridedSlice_1.stridedSliceConfig,
		Sub_1.subConfig,
		Sum_1.sumConfig,
		Tan_1.tanConfig,
		Tanh_1.tanhConfig,
		TensorScatterUpdate_1.tensorScatterUpdateConfig,
		Tile_1.tileConfig,
		TopK_1.topKConfig,
		Transpose_1.transposeConfig,
		Unique_1.uniqueConfig,
		Unpack_1.unpackConfig,
		UnsortedSegmentSum_1.unsortedSegmentSumConfig,
		ZerosLike_1.zerosLikeConfig
	];
	for (var _i = 0, kernelConfigs_1 = kernelConfigs; _i < kernelConfigs_1.length; _i++) {
		var kernelConfig = kernelConfigs_1[_i];
		(0, tfjs_1.registerKernel)(kernelConfig);
	}
}));
const util = require("node:util");
util.isNullOrUndefined ??= (value) => value === void 0 || value === null;
util.isArray = Array.isArray;
const tf = require("@tensorflow/tfjs");
require_register_all_kernels();
const { NodeJSKernelBackend } = require_nodejs_kernel_backend();
exports.register = (binding) => tf.registerBackend("tensorflow", () => new NodeJSKernelBackend(binding, "@tensorflow/tfjs-node"), 3);
